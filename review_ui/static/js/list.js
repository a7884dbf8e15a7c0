/** @file All fields of the record with their state: a sign, a label, what stands there. */

import { el } from "./dom.js";
import { shown } from "./fields.js";
import { insteadOfText } from "./kinds.js";
import { withheld } from "./looks.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Field} Field */

const SIGNS = { accepted: "✓", decided: "✓", open: "○", current: "●", image: "▫", trouble: "!", unsent: "↑" };

/**
 * @param {HTMLElement} place @param {Desk} desk
 * @param {(key: string) => void} onField
 */
export function showList(place, desk, onField) {
  const fields = desk.record?.fields ?? [];
  const rows = fields.flatMap((field, at) => [
    ...(at && field.form_page !== fields[at - 1].form_page ? [pageHead(field.form_page)] : []),
    row(desk, field, onField),
  ]);
  place.replaceChildren(...rows);
}

/** Bring the current field to the middle, once the list has its height. @param {HTMLElement} place */
export function centreList(place) {
  const here = /** @type {HTMLElement | null} */ (place.querySelector("[aria-current]"));
  place.scrollTop = here ? here.offsetTop - (place.clientHeight - here.offsetHeight) / 2 : 0;
}

/** Where another page of the form begins. @param {number} page */
const pageHead = (page) => el("li", { class: "page-head" }, t("desk.leaf_page", { page }));

/** @param {Desk} desk @param {Field} field @param {(key: string) => void} onField */
function row(desk, field, onField) {
  const here = field.key === desk.at;
  const state = stateOf(desk, field);
  const sign = here && field.state === "open" ? SIGNS.current : SIGNS[/** @type {"open"} */ (state)];
  const text = field.input === "image" ? "" : shown(field, field.text);
  return el("li", {},
    el("button", {
      type: "button", tabindex: -1, class: state, "aria-current": here && "step",
      disabled: field.input === "image" || field.check.locked, onclick: () => onField(field.key),
    },
      el("span", { class: "sign", "aria-hidden": "true" }, sign),
      el("span", { class: "label" }, field.label, el("span", { class: "sr-only" }, ` ${t(`desk.state.${state}`)}`)),
      el("span", { class: text ? "value" : "value none" }, text || emptyWords(field))));
}

/** @param {Desk} desk @param {Field} field */
function stateOf(desk, field) {
  if (field.input === "image") return "image";
  if (field.trouble) return "trouble";
  return field.before && desk.stuck ? "unsent" : field.state;
}

/** @param {Field} field */
function emptyWords(field) {
  if (field.input === "image") return t("desk.picture");
  return withheld(field) ?? insteadOfText(field.correction?.kind) ?? "—";
}
