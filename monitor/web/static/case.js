/* One case, or one incident: what happens meanwhile is shown, and nothing half-written is lost. All works without this. */
"use strict";

const edited = (field) =>
  field.type === "checkbox" ? field.checked !== field.defaultChecked : "defaultValue" in field && field.value !== field.defaultValue;
const busy = (part) =>
  part.contains(document.activeElement) || [...part.querySelectorAll("input, textarea")].some(edited);

/* Parts that are being written in, or have the focus, stay as they are. */
const pageOf = (path) => path.match(/^.*\/[CI]-\d+/)?.[0] ?? path;

async function lookAgain() {
  const answer = await fetch(pageOf(location.pathname) + location.search, { headers: { "X-By-Itself": "1" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const was of document.querySelectorAll("[data-fresh]")) {
    const now = page.getElementById(was.id);
    if (now && was.innerHTML !== now.innerHTML && !busy(was)) was.replaceChildren(...now.childNodes);
  }
}

function count(area) {
  const told = document.getElementById(area.getAttribute("aria-describedby"));
  const longest = Number(area.dataset.longest) || 0;
  const used = area.value.trim().length;
  told.textContent = told.textContent.replace(/^[\d,]+/, used.toLocaleString("en"));
  told.classList.toggle("wrong", longest > 0 && used > longest);
}

async function copy(button) {
  const area = document.getElementById(button.dataset.copy);
  area.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(area.value);
  else document.execCommand("copy");
  button.textContent = button.dataset.copied;
}

for (const area of document.querySelectorAll("textarea[aria-describedby]")) area.addEventListener("input", () => count(area));
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button).catch(() => {}));
}
for (const box of document.querySelectorAll("[data-all]")) {
  box.closest("label").hidden = false;
  box.addEventListener("change", () => {
    for (const each of box.form.querySelectorAll(`[name=${box.dataset.all}]`)) each.checked = box.checked;
  });
}

/* An act beside it loads the page anew: what was being written is there again, once. */
const kept = () => [...document.querySelectorAll("form[data-keep] textarea")];
const place = (area) => `${pageOf(location.pathname)}#${area.id}`;
let leaving = false;
document.addEventListener("submit", (event) => {
  leaving = true;
  setTimeout(() => { if (event.submitter && !event.defaultPrevented) event.submitter.disabled = true; });  /* not twice */
  for (const area of kept()) if (edited(area) && area.form !== event.target) sessionStorage.setItem(place(area), area.value);
});
for (const area of kept()) {
  const words = sessionStorage.getItem(place(area));
  sessionStorage.removeItem(place(area));
  if (words !== null) { area.value = words; count(area); }
}
addEventListener("pageshow", () => {
  leaving = false;
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
addEventListener("beforeunload", (event) => {
  if (!leaving && kept().some(edited)) event.preventDefault();
});
if (document.querySelector("[data-fresh]")) {
  document.addEventListener("happened", () => lookAgain().catch(() => {}));
}
