/** @file Fields as the person left them, before the server has said so, and as it says later. Pure. */

import { fieldOf, textOf } from "./fields.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").DeskRecord} DeskRecord */

/** @param {Desk} desk @param {Field} field @returns {Desk} */
export function replace(desk, field) {
  if (!desk.record) return desk;
  const fields = desk.record.fields.map((old) => (old.key === field.key ? field : old));
  return { ...desk, record: { ...desk.record, fields } };
}

/**
 * The field as it will stand once the answer is there. `before` is how the server last said it stands.
 * @param {Field} field @param {string} kind @param {string} text @param {string} by @returns {Field}
 */
export function answered(field, kind, text, by) {
  const after = textOf(kind, kind === "confirmed" ? field.text : text);
  return {
    ...field,
    text: after,
    value: kind === "confirmed" ? field.value : after,
    state: "decided",
    version: field.version + 1,
    correction: { by, at: "", kind, before_text: field.text, after_text: after },
    trouble: null,
    before: field.before ?? { ...field, trouble: null },
  };
}

/**
 * The field with one's own last answer taken back, on its way to the server as one more correction.
 * @param {Field} field @param {Field} earlier how it stood before that answer @returns {Field}
 */
export function takenBack(field, earlier) {
  return { ...earlier, version: field.version + 1, trouble: null, before: field.before ?? { ...field, trouble: null } };
}

/**
 * The field after the server's reply; one that was answered again meanwhile stays as the person left it.
 * @param {Field} local @param {Field} theirs @returns {Field}
 */
export function settled(local, theirs) {
  return local.version > theirs.version ? { ...local, before: theirs } : theirs;
}

/**
 * What one's last answer in this record was, and how the field stood before it; null where there is none.
 * @param {Desk} desk @returns {{ key: string, earlier: Field } | null}
 */
export function lastAnswer(desk) {
  const last = desk.done.at(-1);
  if (last || !desk.record) return last ?? null;
  const own = (/** @type {Field} */ field) => field.correction?.by === desk.me && field.correction.kind !== "undone";
  const field = desk.record.fields.filter(own).sort((a, b) => at(a).localeCompare(at(b))).at(-1);
  if (!field?.correction) return null; // from an earlier visit: the reply says how it stood
  return { key: field.key, earlier: { ...field, text: field.correction.before_text, value: null, state: "open", correction: null } };
}

/** @param {Field} field */
const at = (field) => field.correction?.at ?? "";

/** The words of a person on a field, for when they have to be copied. @param {DeskRecord} record @param {string | null} key */
export const labelOf = (record, key) => fieldOf(record, key)?.label ?? "";
