/** @file Which field comes before, after, next; and what an answer to one is. Pure. */

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").DeskRecord} DeskRecord */

/** @param {DeskRecord} record @param {string | null} key @returns {Field | undefined} */
export const fieldOf = (record, key) => record.fields.find((field) => field.key === key);

/**
 * Where among the record's pages a field stands: page 1 of the form without a field, -1 where its page was not scanned.
 * @param {DeskRecord} record @param {Field | undefined} field
 */
export const ownLeaf = (record, field) => record.pages.findIndex((page) => page.form_page === (field?.form_page ?? 1));

/** Fields that a person can answer; a seal is only looked at, and so is what two people have settled. @param {DeskRecord} record */
export const answerable = (record) => record.fields.filter((field) => field.input !== "image" && !field.check.locked);

/** Fields that wait for a person or that one has answered, in the look that the record is in. @param {DeskRecord} record */
export const stopsOf = (record) => answerable(record).filter((field) =>
  (record.look === "first" ? field.state !== "accepted" : field.check.asked) || field.trouble);

/**
 * The next field that waits after `key`, from the top again after the last; null when none waits.
 * @param {DeskRecord} record @param {string | null} key
 */
export function nextStop(record, key) {
  const from = record.fields.findIndex((field) => field.key === key);
  const waits = (/** @type {Field} */ field) =>
    (field.state === "open" || Boolean(field.trouble)) && field.key !== key && field.input !== "image";
  return (record.fields.slice(from + 1).find(waits) ?? record.fields.find(waits))?.key ?? null;
}

/**
 * The field `step` places further on the paper, stopping at both ends.
 * @param {DeskRecord} record @param {string | null} key @param {1 | -1} step
 */
export function neighbour(record, key, step) {
  const fields = answerable(record);
  const here = fields.findIndex((field) => field.key === key);
  const there = here < 0 ? (step > 0 ? 0 : fields.length - 1) : here + step;
  return fields[Math.min(Math.max(there, 0), fields.length - 1)].key;
}

/**
 * The text of a choice after `value` was selected: the other one, or one more or fewer, in printed order.
 * @param {Field} field @param {string} text @param {string} value
 */
export function chosen(field, text, value) {
  if (field.input === "choice") return value;
  const now = new Set(text.split(",").filter(Boolean));
  if (!now.delete(value)) now.add(value);
  return field.options.map((option) => option.value).filter((option) => now.has(option)).join(",");
}

/**
 * An answer as people read it: labels for options, the text itself otherwise.
 * @param {Field} field @param {string} text
 */
export function shown(field, text) {
  if (field.options.length === 0) return text;
  const labels = new Map(field.options.map((option) => [option.value, option.label]));
  return text.split(",").filter(Boolean).map((value) => labels.get(value) ?? value).join("、");
}

/** The text of an answer: what was written, or nothing in the kinds that say there is no answer. @param {string} kind @param {string} text */
export const textOf = (kind, text) => (["confirmed", "typed", "candidate"].includes(kind) ? text : "");

/** Whether Enter alone says nothing: there is no text that it could confirm. @param {Field} field */
const mustSay = ({ check }) => check.hidden || check.words.length > 0;

/**
 * How an answer came about: the machine's own text confirmed, a candidate picked, something typed, or nothing there.
 * Null where nothing was said: what is keyed unseen or decided between two words is never blank by Enter alone.
 * @param {Field} field @param {import("./types.js").Draft} draft @param {DeskRecord["look"]} look
 */
export function kindOf(field, draft, look) {
  if (draft.as) return draft.as;
  if (mustSay(field) && draft.text.trim() === "") return null;
  if (!draft.touched) return field.text === "" && look === "first" ? "blank" : "confirmed";
  if (draft.text.trim() === "") return "blank";
  return draft.picked ? "candidate" : "typed";
}
