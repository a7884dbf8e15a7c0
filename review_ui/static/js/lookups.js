/** @file What the desk asks the server while somebody types: which day, which towns. An answer that fails is left out. */

import { areasOf, meaningOf, Refused, Unreachable } from "./api.js";
import { codeBeside } from "./offers.js";
import { current } from "./state.js";
import { tidied } from "./writing.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Field} Field */

const PAUSE_MS = 120; // a date is asked for when the fingers rest

/**
 * @param {() => Desk} read the desk as it is now @param {(action: any) => void} dispatch
 * @returns {() => void} to be called whenever the desk has changed
 */
export function createLookups(read, dispatch) {
  /** @type {Set<string>} */
  const underway = new Set();
  let pause = 0;

  /** @param {string} name @param {() => Promise<any>} ask @param {(answer: any) => any} action */
  async function once(name, ask, action) {
    if (underway.has(name)) return;
    underway.add(name);
    try {
      dispatch(action(await ask()));
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    } finally {
      underway.delete(name);
    }
  }

  /** @param {string} code */
  const findTowns = (code) => once(code, () => areasOf(code), (areas) => ({ type: "townsFound", code, areas }));

  /** @param {Field} field @param {string} text */
  function findDay(field, text) {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const { record, draft } = read();
      if (!record || current(read())?.key !== field.key || draft.text !== text) return;
      once(`${field.key} ${text}`, () => meaningOf(record, field, text),
        (meaning) => ({ type: "understood", meaning: { ...meaning, key: field.key, text } }));
    }, PAUSE_MS);
  }

  return () => {
    const desk = read();
    const field = current(desk);
    if (!field || !["asking", "doubting"].includes(desk.phase.name)) return;
    const code = field.type === "postal_code" ? codeIn(desk.draft.text) : codeBeside(desk, field);
    if (code !== null && !(code in desk.towns)) findTowns(code);
    if (field.type === "date" && desk.draft.text.trim() && !isUnderstood(desk, field)) findDay(field, desk.draft.text);
  };
}

/** The postal code that a text is; null while it is none. @param {string} text */
export function codeIn(text) {
  const digits = tidied("postal_code", text);
  return /^[0-9]{7}$/.test(digits) ? digits : null;
}

/** Whether the desk knows what now stands in the input. @param {Desk} desk @param {Field} field */
export const isUnderstood = ({ meaning, draft }, field) => meaning?.key === field.key && meaning.text === draft.text;
