/* Copies a chart's picture where the browser lets it. Every page works without this. */
"use strict";

async function copy(button) {
  const told = button.parentElement.querySelector(".copied");
  const picture = async () => {
    const answer = await fetch(button.dataset.picture);
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    return answer.blob();
  };
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture() })]);
    told.textContent = button.dataset.copied;
  } catch {
    told.textContent = button.dataset.failed;
  }
}

if (navigator.clipboard?.write && window.ClipboardItem) {
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
