/** @file The place where a person answers: an input with candidates, or the options of a choice. */

import { el } from "./dom.js";
import { shown } from "./fields.js";
import { insteadOfText } from "./kinds.js";
import { saidWithoutText } from "./looks.js";
import { listenToWriting } from "./typing.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Desk} Desk */

const INPUT_MODE = { text: "text", numeric: "numeric" };

/**
 * The input or the options for a field, its content following the draft.
 * @param {HTMLElement} place @param {Field} field @param {(action: any) => void} dispatch
 */
export function layAnswer(place, field, dispatch) {
  place.replaceChildren(field.options.length ? optionsOf(field, dispatch) : inputOf(field, dispatch));
}

/** @param {Field} field @param {(action: any) => void} dispatch */
function inputOf(field, dispatch) {
  const input = el("input", {
    id: "answer", class: "input", type: "text", name: "answer", autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", maxlength: 500, lang: "ja", inputmode: INPUT_MODE[/** @type {"text"} */ (field.input)],
    "aria-labelledby": "label", "aria-describedby": "reasons",
    oninput: (/** @type {any} */ event) => dispatch({ type: "edited", text: event.target.value }),
  });
  listenToWriting(input, field, dispatch);
  return input;
}

/** @param {Field} field @param {(action: any) => void} dispatch */
function optionsOf(field, dispatch) {
  const type = field.input === "choice" ? "radio" : "checkbox";
  const labels = field.options.map((option, index) =>
    el("label", {},
      el("input", { type, name: "answer", value: option.value, onchange: () => dispatch({ type: "chosen", index }) }),
      el("span", {}, option.label),
      index < 9 ? el("kbd", {}, String(index + 1)) : null));
  return el("fieldset", { id: "answer", class: "options", "aria-labelledby": "label", "aria-describedby": "reasons" },
    ...labels);
}

/**
 * Bring the shown answer in line with the draft. An input that already holds the text is left alone, so that a
 * running conversion and the caret are never disturbed.
 * @param {HTMLElement} place @param {Desk} desk
 */
export function showDraft(place, desk) {
  const locked = !["asking", "doubting"].includes(desk.phase.name);
  const values = desk.draft.text.split(",");
  for (const input of place.querySelectorAll("input")) {
    if (input.type === "text") {
      if (input.value !== desk.draft.text) input.value = desk.draft.text;
      input.placeholder = saidWithoutText(desk.draft);
      input.readOnly = locked;
    } else {
      input.checked = values.includes(input.value);
      input.disabled = desk.phase.name === "clashing";
      if (input.type === "radio" && input.checked && place.contains(document.activeElement)) input.focus();
    }
  }
}

/**
 * Put the caret into the answer, unless it is there. The machine's text is selected, a person's own is not: the next
 * key press would wipe it out.
 * @param {HTMLElement} place @param {Desk} desk
 */
export function focusAnswer(place, desk) {
  const input = place.querySelector("input:checked") ?? place.querySelector("input");
  if (!(input instanceof HTMLInputElement) || place.contains(document.activeElement)) return;
  input.focus({ preventScroll: true });
  if (input.type === "text" && !desk.draft.touched) input.select();
}

/**
 * What may be picked as buttons, each with the characters marked in which it differs from the first of them.
 * @param {HTMLElement} place @param {Field} field @param {import("./offers.js").Offer[]} offers @param {Desk["draft"]} draft
 * @param {(action: any) => void} dispatch
 */
export function layCandidates(place, field, offers, draft, dispatch) {
  place.replaceChildren(...offers.map((offer, index) =>
    el("button", {
      type: "button", tabindex: -1, "aria-pressed": String(offer.text === draft.text && offer.as === draft.as),
      onclick: () => dispatch({ type: "picked", index }),
    },
      field.options.length ? null : el("kbd", {}, `${field.input === "numeric" ? "Alt+" : ""}${index + 1}`),
      offer.by ? el("small", {}, offer.by) : null,
      el("span", {}, ...(offer.as ? [insteadOfText(offer.as) ?? t("desk.nothing")] : against(field, offer, offers))),
      offer.from === "postal" ? el("small", {}, t("desk.from_postal")) : null)));
  place.classList.toggle("words", field.check.words.length > 0);
}

/** An offer as people read it, with what is otherwise in the first: of two people's words in the other one. @param {Field} field @param {import("./offers.js").Offer} offer @param {import("./offers.js").Offer[]} offers */
const against = (field, offer, offers) =>
  marked(shown(field, offer.text), shown(field, (offers.find((other) => offer.from === "word" && other !== offer) ?? offers[0]).text));

/**
 * The text with the characters marked that stand otherwise in the first candidate.
 * @param {string} text @param {string} first
 */
function marked(text, first) {
  const [ours, theirs] = [[...text], [...first]];
  if (ours.length !== theirs.length || text === first) return [text];
  return ours.map((letter, place) => (letter === theirs[place] ? letter : el("mark", {}, letter)));
}
