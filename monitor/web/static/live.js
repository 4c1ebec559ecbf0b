/* Tells a page, by the event `happened`, that something did. A page that wants it names the stream: data-events. */
"use strict";

(() => {
  const SETTLE = 700, PAUSE = 5_000, SELDOM = 120_000, WITHOUT = 20_000;
  const wanted = document.querySelector("[data-events]");
  if (!wanted) return;

  let stream = null, soon = null, timer = null, missed = false, told = 0;

  const tell = () => {
    soon = null;
    told = Date.now();
    document.dispatchEvent(new Event("happened"));
  };
  /* Much at once is told once; much for long, every few seconds. */
  const happened = () => { soon ??= setTimeout(tell, Math.max(SETTLE, told + PAUSE - Date.now())); };
  const look = (pause) => {
    clearInterval(timer);
    timer = setInterval(tell, pause);
  };

  function listen() {
    stream = new EventSource(wanted.dataset.events);
    stream.onmessage = happened;
    stream.addEventListener("missed", happened);
    stream.onopen = () => { look(SELDOM); };
    stream.onerror = () => { if (stream?.readyState === EventSource.CLOSED) look(WITHOUT); };
    look(WITHOUT);
  }

  function rest() {
    stream?.close();
    stream = null;
    clearInterval(timer);
    missed = true;
  }

  function attend() {
    if (document.visibilityState !== "visible") return rest();
    if (!stream) listen();
    if (missed) happened();
    missed = false;
  }

  document.addEventListener("visibilitychange", attend);
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", attend);
  attend();
})();
