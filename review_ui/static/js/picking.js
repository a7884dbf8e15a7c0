/** @file Picking by digit: an option of a choice, or one of what is offered for a text. */

import { digitOf } from "./keymap.js";
import { offersOf } from "./offers.js";
import { current } from "./state.js";

/** @typedef {import("./types.js").Desk} Desk */

/**
 * Whether a digit may pick: always with Alt; alone for options, and for what is offered while the machine's text is
 * untouched in a field whose answers are not made of digits.
 * @param {Desk} desk @param {import("./types.js").Field} field @param {KeyboardEvent} event
 */
const mayPick = (desk, field, event) =>
  event.altKey || field.options.length > 0 || (field.input === "text" && !desk.draft.touched);

/**
 * A digit that picks nothing is typed, but for one with Alt, which browsers would go elsewhere by.
 * @param {Desk} desk @param {KeyboardEvent} event @param {(action: any) => void} dispatch
 */
export function pick(desk, event, dispatch) {
  const field = current(desk);
  const index = Number(digitOf(event)) - 1;
  const there = field && index < (field.options.length || offersOf(desk, field).length);
  if (there && mayPick(desk, field, event)) {
    event.preventDefault();
    dispatch({ type: field.options.length ? "chosen" : "picked", index });
  } else if (event.altKey) {
    event.preventDefault();
  }
}
