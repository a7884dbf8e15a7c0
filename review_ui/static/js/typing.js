/** @file An input that Japanese is written into: what pasting and leaving it do. */

import { onOneLine, tidied } from "./writing.js";

/** @typedef {import("./types.js").Field} Field */

/**
 * @param {HTMLInputElement} input @param {Field} field @param {(action: any) => void} dispatch
 */
export function listenToWriting(input, field, dispatch) {
  let composing = false;
  const leave = () => dispatch({ type: "tidied", key: field.key, text: tidied(field.type, input.value) });
  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => {
    composing = false;
    if (document.activeElement !== input) leave(); // some browsers end a conversion after the input was left
  });
  input.addEventListener("blur", () => composing || leave());
  input.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/plain");
    if (pasted === undefined || composing) return;
    event.preventDefault();
    // The one way to put in a text that the browser's own undo takes back; it keeps to maxlength, too.
    document.execCommand("insertText", false, onOneLine(pasted));
  });
}

/** The same without leaving, before a text goes anywhere. @param {import("./types.js").Desk} desk @param {Field} [field] */
export const tidying = (desk, field) => ({ type: "tidied", key: field?.key, text: tidied(String(field?.type), desk.draft.text) });
