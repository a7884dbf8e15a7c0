/** @file What was read of a record: each field's crop beside its label and value, those that wait first. */

import { call, cropUrl, Refused, Unreachable } from "./api.js";
import { el } from "./dom.js";
import { shown } from "./fields.js";
import { insteadOfText } from "./kinds.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").SheetRecord} SheetRecord */
/** @typedef {import("./types.js").Field} Field */

/** @type {Map<string, Field[]>} fields by the record as it stood: they are the same while that is so */
const known = new Map();

/** @param {SheetRecord} record @param {HTMLElement} place filled once they are there */
export function fieldsOf(record, place) {
  const key = `${record.record_id} ${record.status} ${record.open_fields}`;
  const fields = known.get(key);
  if (fields) place.replaceChildren(table(record, fields));
  else load(record, key, place);
  return place;
}

/** @param {SheetRecord} record @param {string} key @param {HTMLElement} place */
async function load(record, key, place) {
  try {
    const { fields } = await call("GET", `/records/${record.record_id}`);
    known.set(key, fields);
    place.replaceChildren(table(record, fields));
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    place.replaceChildren(el("p", { class: "soft" }, error.message || t("page.unreachable")));
  }
}

/** @param {SheetRecord} record @param {Field[]} fields */
function table(record, fields) {
  const open = fields.filter((field) => field.state === "open");
  const others = fields.filter((field) => field.state !== "open" && field.input !== "image");
  return el("table", { class: "crops" },
    el("thead", {}, el("tr", {}, ...["label", "crop", "value"].map((column) => el("th", { scope: "col" }, t(`counter.column.${column}`))))),
    ...group("open", record, open), ...group("accepted", record, others));
}

/** @param {"open" | "accepted"} state @param {SheetRecord} record @param {Field[]} fields */
function group(state, record, fields) {
  if (fields.length === 0) return [];
  return [el("tbody", { class: state },
    el("tr", { class: "group" }, el("th", { colspan: 3, scope: "rowgroup" }, t(`counter.group.${state}`, { count: fields.length }))),
    ...fields.map((field) => row(record, field)))];
}

/** @param {SheetRecord} record @param {Field} field */
function row(record, field) {
  const text = shown(field, field.text) || insteadOfText(field.correction?.kind) || "—";
  const crop = el("img", { src: cropUrl(record.record_id, field.key), loading: "lazy", alt: t("desk.crop_alt", { label: field.label }) });
  crop.addEventListener("error", () => crop.replaceWith(el("span", { class: "soft" }, t("desk.crop_missing"))));
  return el("tr", {},
    el("th", { scope: "row" }, field.label),
    el("td", { class: "crop-of" }, crop),
    el("td", {}, el("span", { class: "value" }, text), ...(field.state === "open" ? field.reasons.slice(0, 1).map(({ words }) => el("small", {}, words)) : [])));
}
