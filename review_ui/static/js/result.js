/** @file The line that says what came of the last ruling, with what may follow it. */

import { byId, el } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {{ sheet: Sheet, kind: import("./types.js").Ruling["kind"], title: string, recordId: number | null }} Done */

/** What people call a page or a whole file. @param {Sheet} sheet */
export const called = (sheet) =>
  sheet.page_number === null ? sheet.file_name : `${sheet.file_name} ${t("refused.page", { page: sheet.page_number })}`;

/** @param {string} kind @param {...(Node | string)} content */
const show = (kind, ...content) =>
  byId("result").replaceChildren(el("div", { class: `note ${kind}`.trim() }, ...content));

/** @param {string} title empty where nothing is read */
export const showBusy = (title) =>
  show("busy", el("p", {}, title ? t("refused.reading", { title }) : t("refused.saving")));

/** @param {string} message */
export const showTrouble = (message) => show("bad", el("p", {}, message));

/** @param {Done} done @param {() => void} takeBack */
export function showDone(done, takeBack) {
  const details = { title: done.title, record: done.recordId ?? "" };
  const next = ["form", "page"].includes(done.kind) ? opening(Number(done.recordId)) : done.kind === "restore" ? [] : [taking(takeBack)];
  show("good", el("p", {}, t(`refused.done.${done.kind}`, details), el("small", {}, called(done.sheet))), ...next);
}

/** @param {number} record */
const opening = (record) => [
  el("a", { class: "button", id: "open", href: `/desk/${record}` }, t("refused.open", { record }), el("kbd", {}, "Alt+O")),
];

/** @param {() => void} takeBack */
const taking = (takeBack) =>
  el("button", { class: "button", type: "button", id: "take-back", onclick: takeBack },
    t("refused.take_back"), el("kbd", {}, "Alt+Z"));
