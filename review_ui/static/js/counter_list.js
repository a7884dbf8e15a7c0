/** @file The list of the day's sheets, and the few words that say how each stands. */

import { el } from "./dom.js";
import { keyOf, listed } from "./sheets.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").CounterSheet} CounterSheet */
/** @typedef {import("./types.js").SheetRecord} SheetRecord */
/** @typedef {import("./types.js").Outgoing} Outgoing */
/** @typedef {{ kind: string, words: string }} Standing */

const SIGNS = { moving: "…", waits: "○", good: "✓", bad: "!", handed: "→", gone: "×" };
const WAITING = ["draft", "in_review"];

/** @type {WeakMap<object, HTMLElement>} rows of what has not changed since it was drawn */
const rows = new WeakMap();

/** @param {HTMLElement} place @param {import("./sheets.js").Counter} counter @param {(key: string) => void} onChosen */
export function showList(place, counter, onChosen) {
  const fresh = listed(counter).map((one) => {
    const row = rows.get(one) ?? draw(one, onChosen);
    rows.set(one, row);
    row.setAttribute("aria-selected", String(keyOf(one) === counter.at));
    return row;
  });
  if (fresh.length !== place.children.length || fresh.some((row, at) => row !== place.children[at])) place.replaceChildren(...fresh);
  const here = fresh.find((row) => row.getAttribute("aria-selected") === "true");
  if (here) place.setAttribute("aria-activedescendant", here.id);
  else place.removeAttribute("aria-activedescendant");
  here?.scrollIntoView({ block: "nearest" });
}

/** @param {CounterSheet | Outgoing} one @param {(key: string) => void} onChosen */
function draw(one, onChosen) {
  const { kind, words } = standing(one);
  const title = titleOf(one);
  const under = [...("at" in one ? [clock(one.at)] : []), ...(title === fileOf(one) ? [] : [fileOf(one)])].join("　");
  return el("li", { role: "option", id: `row-${keyOf(one)}`, class: kind, onclick: () => onChosen(keyOf(one)) },
    el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[/** @type {"good"} */ (kind)]),
    el("span", { class: "what" }, el("b", {}, title), el("span", { class: "soft" }, under)),
    el("span", { class: "standing" }, words));
}

/** What people call a sheet: the forms that were read in it, else its file. @param {CounterSheet | Outgoing} one */
export function titleOf(one) {
  if (!("records" in one) || one.records.length === 0) return fileOf(one);
  const more = one.records.length - 1;
  return more ? t("counter.and_more", { title: one.records[0].title, count: more }) : one.records[0].title;
}

/** @param {CounterSheet | Outgoing} one */
export const fileOf = (one) => ("name" in one ? one.name : one.file_name);

/** How a sheet stands, in a few words and a sign. @param {CounterSheet | Outgoing} one @returns {Standing} */
export function standing(one) {
  if ("name" in one) return { kind: ["stuck", "refused"].includes(one.state) ? "bad" : "moving", words: t(`counter.sending.${one.state}`) };
  if (one.stage === "done") return standingOfRead(one);
  if (one.stage === "refused") return { kind: "bad", words: t(`refused.kind.${one.refusals[0].code}`) };
  const kind = one.stage === "failed" ? "bad" : one.stage === "dropped" ? "gone" : "moving";
  return { kind, words: stageWords(one) };
}

/** @param {CounterSheet} sheet @returns {Standing} */
function standingOfRead(sheet) {
  const waiting = sheet.records.filter(isWaiting);
  const open = waiting.reduce((sum, one) => sum + one.open_fields, 0);
  if (sheet.refusals.length) return { kind: "bad", words: t("counter.some_refused", { count: sheet.refusals.length }) };
  if (waiting.length && sheet.is_handed_over) return { kind: "handed", words: t("counter.handed") };
  const [later] = waiting.filter((one) => one.look !== "first");
  if (later && open === 0) return { kind: "waits", words: t(`counter.look.${later.look}`) };
  if (waiting.length) return { kind: "waits", words: t("counter.waits", { count: open }) };
  return { kind: "good", words: t("counter.settled") };
}

/** @param {CounterSheet} sheet */
export function stageWords({ stage, pages_done, page_count }) {
  if (stage === "reading" && page_count > 1) return t("counter.reading_pages", { page: pages_done + 1, pages: page_count });
  return t(`counter.stage.${stage}`);
}

/** Whether a record waits for a person. @param {SheetRecord} record */
export const isWaiting = ({ status }) => WAITING.includes(status);

/** The first record that waits for a person. @param {CounterSheet | Outgoing | null} one */
export const firstWaiting = (one) => (one && "records" in one ? one.records.find(isWaiting) : undefined) ?? null;

const CLOCK = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" });

/** The time of day at the counter; with the day where that is not today. @param {string} at */
export function clock(at) {
  const moment = new Date(at);
  const day = DAY.format(moment);
  return day === DAY.format(new Date()) ? CLOCK.format(moment) : `${day} ${CLOCK.format(moment)}`;
}
