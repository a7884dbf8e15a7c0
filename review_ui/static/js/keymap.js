/** @file Every key of the desk, once. The key bar, the help and the desk itself all read this list. */

import { belongsToIme } from "./ime.js";

/**
 * `keys` as people read them; `bar` keys are always shown at the foot of the desk. Enter is missing from `match` on
 * purpose: it is the form's own submit, which input methods respect.
 * @typedef {{ id: string, keys: string[], match: ((event: KeyboardEvent) => boolean) | null, bar: boolean }} Binding
 */

/** @param {string} code @returns {(event: KeyboardEvent) => boolean} */
const alt = (code) => (event) => event.altKey && !event.ctrlKey && !event.metaKey && event.code === code;

/** @param {string} key @returns {(event: KeyboardEvent) => boolean} */
const plain = (key) => (event) => !event.altKey && !event.ctrlKey && !event.metaKey && event.key === key;

const isTextInput = (/** @type {EventTarget | null} */ target) =>
  target instanceof HTMLInputElement && target.type === "text";

/** @type {Binding[]} */
export const KEYMAP = [
  { id: "confirm", keys: ["Enter"], match: null, bar: true },
  { id: "pick", keys: ["1–9", "Alt+1–9"], match: (event) => digitOf(event) !== null, bar: true },
  { id: "help", keys: ["F1", "?"], match: (e) => plain("F1")(e) || (e.key === "?" && !isTextInput(e.target)), bar: true },
  { id: "view", keys: ["F2"], match: plain("F2"), bar: true },
  { id: "original", keys: ["F3"], match: plain("F3"), bar: true },
  { id: "turn", keys: ["F4"], match: plain("F4"), bar: true },
  { id: "back", keys: ["Alt+←"], match: alt("ArrowLeft"), bar: true },
  { id: "blank", keys: ["Alt+B"], match: alt("KeyB"), bar: true },
  { id: "illegible", keys: ["Alt+I"], match: alt("KeyI"), bar: true },
  { id: "skip", keys: ["Alt+S"], match: alt("KeyS"), bar: true },
  { id: "reject", keys: ["Alt+X"], match: alt("KeyX"), bar: true },
  { id: "up", keys: ["Alt+↑"], match: alt("ArrowUp"), bar: false },
  { id: "down", keys: ["Alt+↓"], match: alt("ArrowDown"), bar: false },
  { id: "undo", keys: ["Esc"], match: plain("Escape"), bar: false },
];

/**
 * Which action a key press asks for; null where it is ordinary typing or belongs to an input method.
 * @param {KeyboardEvent} event
 * @returns {string | null}
 */
export function actionOf(event) {
  if (belongsToIme(event)) return null;
  return KEYMAP.find((binding) => binding.match?.(event))?.id ?? null;
}

/**
 * The digit 1–9 of a key press without Ctrl or Meta, else null.
 * @param {KeyboardEvent} event
 */
export function digitOf(event) {
  const found = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  return found && !event.ctrlKey && !event.metaKey && !event.shiftKey ? Number(found[1]) : null;
}
