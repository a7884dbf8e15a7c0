/** @file Every key of the desk, of the refused sheets and of the group check, once. Key bars, help and the pages all read these lists. */

import { belongsToIme } from "./ime.js";

/**
 * `keys` as people read them; `bar` keys are always shown at the foot of the desk. Enter is missing from `match` on
 * purpose: it is the form's own submit, which input methods respect.
 * @typedef {{ id: string, keys: string[], match: ((event: KeyboardEvent) => boolean) | null, bar: boolean }} Binding
 */

/** @param {string} code @returns {(event: KeyboardEvent) => boolean} */
const alt = (code) => (event) => event.altKey && !event.ctrlKey && !event.metaKey && event.code === code;

/** Alt with a key that is told by its sign: where it lies differs from keyboard to keyboard. @param {KeyboardEvent} event @param {...string} keys */
const altTyped = (event, ...keys) => event.altKey && !event.ctrlKey && !event.metaKey && keys.includes(event.key);

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/** @param {string} key @returns {(event: KeyboardEvent) => boolean} */
const plain = (key) => (event) => !event.altKey && !event.ctrlKey && !event.metaKey && event.key === key;

const isTextInput = (/** @type {EventTarget | null} */ target) =>
  target instanceof HTMLInputElement && target.type === "text";

/** Whether a key press means the page, not the button, link or input that has the focus. @param {KeyboardEvent} event */
const free = (event) => !(/** @type {Element} */ (event.target).closest("button, a, input, summary, dialog"));

/** @type {Binding[]} */
export const KEYMAP = [
  { id: "confirm", keys: ["Enter"], match: null, bar: true },
  { id: "pick", keys: ["1–9", "Alt+1–9"], match: (event) => digitOf(event) !== null, bar: true },
  { id: "help", keys: ["F1", "?"], match: (e) => plain("F1")(e) || (e.key === "?" && !isTextInput(e.target)), bar: true },
  { id: "view", keys: ["F2"], match: plain("F2"), bar: true },
  { id: "original", keys: ["F3"], match: (e) => plain("F3")(e) && !e.shiftKey, bar: true },
  { id: "turn", keys: ["F4"], match: plain("F4"), bar: true },
  { id: "tone", keys: ["F8"], match: plain("F8"), bar: true },
  { id: "larger", keys: ["Alt++"], match: (e) => altTyped(e, "+", ";") || alt("Equal")(e), bar: false },
  { id: "smaller", keys: ["Alt+-"], match: (e) => altTyped(e, "-"), bar: false },
  { id: "pan", keys: ["Alt+Shift+↑↓←→"], match: (e) => e.shiftKey && altTyped(e, ...ARROWS), bar: false },
  { id: "home", keys: ["Alt+0"], match: alt("Digit0"), bar: false },
  { id: "file", keys: ["Shift+F3"], match: (e) => plain("F3")(e) && e.shiftKey, bar: false },
  { id: "back", keys: ["Alt+←"], match: alt("ArrowLeft"), bar: true },
  { id: "blank", keys: ["Alt+B"], match: alt("KeyB"), bar: true },
  { id: "illegible", keys: ["Alt+I"], match: alt("KeyI"), bar: true },
  { id: "not_applicable", keys: ["Alt+G"], match: alt("KeyG"), bar: true },
  { id: "struck_out", keys: ["Alt+T"], match: alt("KeyT"), bar: true },
  { id: "variants", keys: ["Alt+V"], match: alt("KeyV"), bar: false },
  { id: "skip", keys: ["Alt+S"], match: alt("KeyS"), bar: true },
  { id: "reject", keys: ["Alt+X"], match: alt("KeyX"), bar: true },
  { id: "note", keys: ["Alt+N"], match: alt("KeyN"), bar: true },
  { id: "retract", keys: ["Alt+Z", "Ctrl+Z"], match: (e) => alt("KeyZ")(e) || (e.ctrlKey && !e.shiftKey && e.code === "KeyZ"), bar: true },
  { id: "up", keys: ["Alt+↑"], match: alt("ArrowUp"), bar: false },
  { id: "down", keys: ["Alt+↓"], match: alt("ArrowDown"), bar: false },
  { id: "undo", keys: ["Esc"], match: plain("Escape"), bar: false },
];

/** @type {Binding[]} */
export const REFUSED_KEYMAP = [
  { id: "read", keys: ["Enter"], match: (e) => plain("Enter")(e) && free(e), bar: true },
  { id: "second", keys: ["2"], match: (e) => digitOf(e) === 2 && !e.altKey && !isTextInput(e.target), bar: false },
  { id: "forms", keys: ["Alt+F"], match: alt("KeyF"), bar: true },
  { id: "attach", keys: ["Alt+A"], match: alt("KeyA"), bar: true },
  { id: "drop", keys: ["Alt+X"], match: alt("KeyX"), bar: true },
  { id: "rescan", keys: ["Alt+S"], match: alt("KeyS"), bar: true },
  { id: "restore", keys: ["Alt+Z"], match: alt("KeyZ"), bar: true },
  { id: "open", keys: ["Alt+O"], match: alt("KeyO"), bar: true },
  { id: "previous", keys: ["↑"], match: (e) => plain("ArrowUp")(e) && !e.shiftKey && !isTextInput(e.target), bar: false },
  { id: "following", keys: ["↓"], match: (e) => plain("ArrowDown")(e) && !e.shiftKey && !isTextInput(e.target), bar: false },
  { id: "zoom", keys: ["F2"], match: plain("F2"), bar: true },
  { id: "larger", keys: ["+"], match: (e) => plain("+")(e) && !isTextInput(e.target), bar: false },
  { id: "smaller", keys: ["-"], match: (e) => plain("-")(e) && !isTextInput(e.target), bar: false },
  { id: "tone", keys: ["F8"], match: plain("F8"), bar: true },
  { id: "rotate", keys: ["Alt+R"], match: alt("KeyR"), bar: true },
  { id: "pan", keys: ["Shift+↑↓←→"], match: (e) => e.shiftKey && e.key.startsWith("Arrow") && !isTextInput(e.target), bar: false },
  { id: "help", keys: ["F1", "?"], match: (e) => plain("F1")(e) || (e.key === "?" && !isTextInput(e.target)), bar: true },
];

/** @type {Binding[]} */
export const GROUP_KEYMAP = [
  { id: "all_right", keys: ["Enter"], match: (e) => plain("Enter")(e) && free(e), bar: true },
  { id: "odd", keys: ["Space"], match: (e) => plain(" ")(e) && free(e), bar: true },
  { id: "instead", keys: ["0–9"], match: (e) => /^(?:Digit|Numpad)[0-9]$/.test(e.code) && !e.altKey && !e.ctrlKey && !e.metaKey && !e.shiftKey, bar: false },
  { id: "move", keys: ["↑↓←→"], match: (e) => ARROWS.includes(e.key) && !e.altKey && !e.ctrlKey && !e.metaKey, bar: false },
  { id: "take_back", keys: ["Alt+Z"], match: alt("KeyZ"), bar: true },
  { id: "to_desk", keys: ["Alt+O"], match: alt("KeyO"), bar: true },
  { id: "tone", keys: ["F8"], match: plain("F8"), bar: true },
  { id: "kinds", keys: ["Esc"], match: plain("Escape"), bar: true },
  { id: "help", keys: ["F1", "?"], match: (e) => plain("F1")(e) || e.key === "?", bar: true },
];

/** @type {Binding[]} */
export const COUNTER_KEYMAP = [
  { id: "fix", keys: ["Enter"], match: (e) => plain("Enter")(e) && free(e), bar: true },
  { id: "choose", keys: ["Alt+O"], match: alt("KeyO"), bar: true },
  { id: "camera", keys: ["Alt+C"], match: alt("KeyC"), bar: true },
  { id: "print", keys: ["Alt+P"], match: alt("KeyP"), bar: true },
  { id: "handover", keys: ["Alt+H"], match: alt("KeyH"), bar: true },
  { id: "again", keys: ["Alt+R"], match: alt("KeyR"), bar: true },
  { id: "give_up", keys: ["Alt+X"], match: alt("KeyX"), bar: true },
  { id: "undrop", keys: ["Alt+Z"], match: alt("KeyZ"), bar: false },
  { id: "previous", keys: ["↑"], match: (e) => plain("ArrowUp")(e) && !isTextInput(e.target), bar: false },
  { id: "following", keys: ["↓"], match: (e) => plain("ArrowDown")(e) && !isTextInput(e.target), bar: false },
  { id: "help", keys: ["F1", "?"], match: (e) => plain("F1")(e) || (e.key === "?" && !isTextInput(e.target)), bar: true },
];

/** What a key is good for, as the help groups them; one that is named nowhere stands with the last. @type {Record<string, string[]>} */
export const PURPOSES = {
  seeing: ["view", "original", "file", "turn", "tone", "larger", "smaller", "pan", "home", "zoom", "rotate"],
  writing: [
    "pick", "variants", "blank", "illegible", "not_applicable", "struck_out", "undo", "retract", "note",
    "read", "second", "forms", "attach", "drop", "rescan", "restore", "all_right", "odd", "instead",
    "choose", "camera", "fix", "print", "handover", "again", "give_up", "take_back", "undrop",
  ],
  going: ["confirm", "back", "up", "down", "skip", "reject", "open", "previous", "following", "move", "to_desk", "kinds", "help"],
};

/**
 * Which action a key press asks for; null where it is ordinary typing or belongs to an input method.
 * @param {KeyboardEvent} event @param {Binding[]} [keymap]
 * @returns {string | null}
 */
export function actionOf(event, keymap = KEYMAP) {
  if (belongsToIme(event)) return null;
  return keymap.find((binding) => binding.match?.(event))?.id ?? null;
}

/**
 * The digit 1–9 of a key press without Ctrl or Meta, else null.
 * @param {KeyboardEvent} event
 */
export function digitOf(event) {
  const found = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  return found && !event.ctrlKey && !event.metaKey && !event.shiftKey ? Number(found[1]) : null;
}
