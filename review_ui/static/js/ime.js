/** @file Japanese input: keys that belong to a conversion are never commands. */

/**
 * Whether a key event belongs to an input method. Some browsers report the confirming Enter with `isComposing`
 * false but key code 229.
 * @param {KeyboardEvent} event
 */
export function belongsToIme(event) {
  return event.isComposing || event.keyCode === 229;
}
