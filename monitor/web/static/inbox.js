/* Keys and fresh rows. Every page works without this. */
"use strict";

const rows = () => [...document.querySelectorAll(".cases .id a, .lane h2 a")];
const here = () => rows().find((link) => link === document.activeElement);
const isCase = () => here()?.pathname.includes("/cases/");
const typing = (target) => target.closest("input, select, textarea, dialog") !== null;

let gap = 0; // where the row that had the focus stood, once it has left the list

function move(step) {
  const links = rows();
  const at = here() ? links.indexOf(here()) : gap - (step > 0 ? 1 : 0);
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  if (next) next.focus();
}

async function claim(link) {
  if (!link.pathname.includes("/cases/")) return;
  const key = document.querySelector("header input[type=hidden]").value;
  const body = new URLSearchParams({ do: "claim" });
  await fetch(link.href, { method: "POST", headers: { "X-Form-Key": key }, body, redirect: "manual" });
  await freshen();
}

function open(part) {
  const field = document.getElementById(part);
  const inside = field?.closest("details");
  if (inside) inside.open = true;
  field?.focus();
}

async function freshen() {
  const answer = await fetch(location.href, { headers: { "X-By-Itself": "1" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const was = document.getElementById("list");
  const now = page.getElementById("list");
  if (!was || !now || was.innerHTML === now.innerHTML) return;
  const before = rows().map((link) => link.getAttribute("href"));
  const focused = here()?.getAttribute("href");
  was.replaceWith(now);
  if (!focused) return;
  const links = rows().map((link) => link.getAttribute("href"));
  if (links.includes(focused)) rows()[links.indexOf(focused)].focus();
  else gap = before.slice(0, before.indexOf(focused)).filter((href) => links.includes(href)).length;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => (here() ? claim(here()) : document.querySelector(".acts [value=claim]")?.form.requestSubmit()),
  r: () => (isCase() ? location.assign(`${here().href}?answer#answer`) : open("answer")),
  e: () => (isCase() ? location.assign(`${here().href}#resolve`) : open("resolve")),
  "/": () => document.getElementById("q")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  event.preventDefault();
  act();
});

if (["#answer", "#resolve"].includes(location.hash)) {
  addEventListener("load", () => setTimeout(open, 0, location.hash.slice(1))); // the browser moves the focus as it loads
}
document.addEventListener("happened", () => freshen().catch(() => {}));
