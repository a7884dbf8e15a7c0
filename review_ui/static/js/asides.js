/** @file What people said about the record: why it was put aside, questions and answers. */

import { el } from "./dom.js";
import { labelOf } from "./pending.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").DeskRecord} DeskRecord */

const CLOCK = new Intl.DateTimeFormat("ja-JP", {
  timeZone: "Asia/Tokyo", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit",
});

/** When somebody said something, as the clock at the counter shows it. @param {string} at */
export const when = (at) => CLOCK.format(new Date(at));

/** Questions that nobody has answered. @param {Note[]} notes */
export const openQuestions = (notes) =>
  notes.filter((note) => note.answers === null && !notes.some((other) => other.answers === note.note_id));

/**
 * The reason for which the record lay aside, then what was said about the field or the whole record; open questions
 * about other fields too, so that nobody finishes past them.
 * @param {HTMLElement} place @param {Desk} desk
 */
export function showAsides(place, { record, at }) {
  const open = record ? openQuestions(record.notes) : [];
  const here = record?.notes.filter((note) => note.field === null || note.field === at || open.includes(note)) ?? [];
  place.replaceChildren(
    ...(record?.skip ? [skipLine(record.skip)] : []),
    ...(record ? here.map((note) => noteLine(record, note, open.includes(note))) : []),
  );
  place.hidden = place.childElementCount === 0;
}

/** @param {import("./types.js").Skip} skip */
const skipLine = (skip) =>
  el("li", { class: "skipped" }, t("desk.skipped", { by: skip.by, at: when(skip.at), reason: reasonOf(skip) }));

/** @param {import("./types.js").Skip} skip */
const reasonOf = (skip) => (skip.reason === "other" ? skip.text : t(`desk.skip_reason.${skip.reason}`));

/** One thing said, for the strip and the dialog alike. @param {DeskRecord} record @param {Note} note @param {boolean} isOpen */
export function noteLine(record, note, isOpen) {
  const about = note.field === null ? t("desk.note_whole") : labelOf(record, note.field);
  const head = note.answers === null ? t("desk.note_asked", { by: note.by, about }) : t("desk.note_answered", { by: note.by });
  return el("li", { class: isOpen ? "question-open" : note.answers === null ? "question-closed" : "reply" },
    head, " ", el("b", {}, note.text),
    isOpen ? el("small", {}, t("desk.note_open"), " ", el("kbd", {}, "Alt+N")) : null,
    el("time", { datetime: note.at }, when(note.at)));
}
