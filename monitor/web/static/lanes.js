/* Choosing several rows, which stay chosen while the list freshens, and acts by one key. Every page works without this. */
"use strict";

const boxes = () => [...document.querySelectorAll(".pick input[name=case]")];
const chosen = new Set();

function mark(box) {
  box.checked ? chosen.add(box.value) : chosen.delete(box.value);
}

function again() {
  boxes().forEach((box) => { box.checked = chosen.has(box.value); });
  const all = document.querySelector(".pick input[name=shown]");
  if (all) all.checked = boxes().length > 0 && boxes().every((box) => box.checked);
}

document.addEventListener("change", ({ target }) => {
  if (!target.closest(".pick")) return;
  if (target.name === "shown") boxes().forEach((box) => { box.checked = target.checked; mark(box); });
  else mark(target);
  again();
});

function toggle() {
  const box = document.activeElement?.closest("tr")?.querySelector(".pick input");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(key) {
  const item = document.activeElement?.closest("[data-item]") || document.querySelector("[data-item]");
  item?.querySelector(`button[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  if (event.key === "x") toggle();
  else if (/^[1-4]$/.test(event.key)) say(event.key);
  else return;
  event.preventDefault();
});

if (document.getElementById("list")) {
  boxes().filter((box) => box.checked).forEach(mark);
  new MutationObserver(again).observe(document.getElementById("main"), { childList: true });
}

addEventListener("load", () => document.getElementById(location.hash.slice(1))?.querySelector("h2 a")?.focus());
