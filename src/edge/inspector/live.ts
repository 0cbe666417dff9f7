/**
 * The inspector's script: requests as they come, without asking for the page again. The page has all of
 * them without it too.
 *
 * @module
 */
export const liveScript = `"use strict";
(() => {
  const body = document.querySelector("tbody[data-live]");
  if (!body || !window.EventSource) return;
  const filter = document.querySelector("form[data-filter]");
  const pause = document.querySelector("button[data-pause]");
  const status = document.querySelector("[data-status]");
  const warnings = document.querySelector("[data-warnings]");
  const none = document.querySelector("[data-none]");
  const waiting = [];
  let isPaused = false;

  const wanted = (row) => {
    const asked = new FormData(filter);
    const path = String(asked.get("path") || "");
    const decision = asked.get("decision");
    const person = asked.get("person");
    return row.dataset.path.includes(path)
      && (!decision || row.dataset.decision === decision)
      && (!person || row.dataset.person === person);
  };
  const refilter = () => { for (const row of body.rows) row.hidden = !wanted(row); };
  const parsed = (text, selector) => {
    const template = document.createElement("template");
    template.innerHTML = text;
    return template.content.querySelector(selector);
  };
  const add = (text) => {
    const row = parsed(text, "tr");
    row.hidden = !wanted(row);
    body.prepend(row);
    while (body.rows.length > 200) body.rows[body.rows.length - 1].remove();
  };
  const warn = (text) => {
    const item = parsed(text, "li");
    if ([...warnings.children].some(({ textContent }) => textContent === item.textContent)) return;
    warnings.prepend(item);
    none.hidden = true;
  };
  const say = () => {
    status.textContent = isPaused ? "Paused. " + waiting.length + " more have come." : "Live.";
  };

  filter.addEventListener("input", refilter);
  pause.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? "Go on" : "Pause";
    if (!isPaused) for (const text of waiting.splice(0)) add(text);
    say();
  });
  const source = new EventSource("/__edge/live");
  source.addEventListener("open", say);
  source.addEventListener("request", (event) => {
    if (isPaused) { waiting.push(event.data); say(); } else add(event.data);
  });
  source.addEventListener("warning", (event) => warn(event.data));
  source.addEventListener("error", () => { status.textContent = "The edge is away. Trying again."; });
})();
`;
