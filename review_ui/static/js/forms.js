/** @file Choosing a form: type a part of its name, go up and down, Enter. Safe for Japanese input. */

import { byId, el } from "./dom.js";
import { belongsToIme } from "./ime.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Form} Form */

/**
 * @param {Form[]} forms
 * @param {(form: Form) => void} onChosen @param {() => void} onLeft called when one goes back without choosing
 */
export function createForms(forms, onChosen, onLeft) {
  const input = byId("form-name");
  const list = byId("form-list");
  const parts = forms.map((form) => folded(`${form.title} ${form.form} ${form.version}`));
  /** @type {Form[]} */
  let shown = [];
  let at = 0;

  function lay() {
    const words = folded(input.value).split(/\s+/);
    shown = forms.filter((_, index) => words.every((/** @type {string} */ word) => parts[index].includes(word)));
    at = 0;
    list.replaceChildren(...(shown.length ? shown.map(row) : [el("li", { class: "none" }, t("refused.forms_none"))]));
    mark();
  }

  /** @param {Form} form @param {number} index */
  const row = (form, index) =>
    el("li", { role: "option", id: `form-${index}`, onclick: () => onChosen(form) },
      el("span", {}, form.title), el("small", { class: "soft" }, form.version));

  function mark() {
    for (const [index, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(index === at));
    if (shown.length) input.setAttribute("aria-activedescendant", `form-${at}`);
    else input.removeAttribute("aria-activedescendant");
    if (document.activeElement === input) list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", lay);
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (belongsToIme(event)) return;
    if (event.key === "Escape") onLeft();
    else if (event.key === "ArrowDown") at = Math.min(at + 1, shown.length - 1);
    else if (event.key === "ArrowUp") at = Math.max(at - 1, 0);
    else return;
    event.preventDefault();
    mark();
  });
  byId("forms").addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (shown[at]) onChosen(shown[at]);
  });
  lay();

  return {
    focus: () => input.focus(),
    /** Forget what was typed. */
    clear() {
      input.value = "";
      lay();
    },
  };
}

/** Width and case do not matter where one looks for a name. @param {string} text */
const folded = (text) => text.normalize("NFKC").toLowerCase().trim();
