/** @file How far the run is, as it goes on. Numbers change in silence; once a minute it is said how things stand. */

import { call } from "./api.js";
import { byId } from "./dom.js";
import { createNews } from "./news.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").RunProgress} RunProgress */

const SAY_MS = 60_000;
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });
const DAY = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Tokyo" });
const COUNT = new Intl.NumberFormat("en-US");

let shown = byId("going").dataset.run ?? ""; // the run whose numbers are seen, "" where none goes on
let said = 0;

/** @param {{ progress: RunProgress | null }} told */
function onTold({ progress }) {
  if (progress && progress.outcome === null) show(progress);
  else if (progress && shown === String(progress.run_id)) end(progress.outcome ?? "done");
}

/** @param {RunProgress} run */
function show(run) {
  const end = run.expected_end ? CLOCK.format(new Date(run.expected_end)) : t("nights.end_unknown");
  const [done, left] = [COUNT.format(run.pages_done), COUNT.format(run.pages_left)];
  byId("none-going").hidden = true;
  for (const id of ["going", "bar"]) byId(id).hidden = false;
  byId("pages-done").textContent = done;
  byId("begun").textContent = t("nights.begun", { when: DAY.format(new Date(run.started_at)) });
  byId("pages-a-minute").textContent = t("nights.pages_count", { count: COUNT.format(run.pages_a_minute) });
  byId("pages-left").textContent = left;
  byId("expected-end").textContent = end;
  byId("records-waiting").textContent = t("nights.records_count", { count: COUNT.format(run.records_waiting) });
  const bar = /** @type {HTMLProgressElement} */ (byId("bar"));
  bar.max = run.pages_done + run.pages_left || 1;
  bar.value = run.pages_done;
  if (shown !== String(run.run_id) || Date.now() - said > SAY_MS) {
    byId("told").textContent = t("nights.told", { done, left, end });
    said = Date.now();
  }
  shown = String(run.run_id);
}

/** @param {string} outcome */
function end(outcome) {
  shown = "";
  byId("told").textContent = t("nights.told_over", { outcome: t(`nights.outcome.${outcome}`) });
}

createNews("/api/v1/supervisor/nights/events", "progress", onTold, async () => {
  const { going, nights } = await call("GET", "/supervisor/nights");
  const ended = nights.find((/** @type {RunProgress} */ night) => String(night.run_id) === shown);
  onTold({ progress: going ?? ended ?? null });
});
