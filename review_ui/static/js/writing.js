/**
 * @file What the server knows of writing, sent along with the page: which characters an input exchanges when it is
 * left, and which kanji are variants of each other. No text is ever normalised: 神 of the compatibility block stays.
 */

import { byId } from "./dom.js";

/** @typedef {{ pattern: string, by: string | Record<string, string> }} Exchange */

/** @type {{ tidy: Record<string, Exchange[]>, variants: string[] }} */
const { tidy, variants } = JSON.parse(byId("writing").textContent);

/** @type {Map<string, string[]>} */
const groups = new Map(variants.flatMap((group) => [...group].map((kanji) => [kanji, [...group]])));

/**
 * A text as it stands in an input of this type after it was left.
 * @param {string} type @param {string} text
 */
export function tidied(type, text) {
  return (tidy[type] ?? []).reduce(
    (so, { pattern, by }) => so.replace(new RegExp(pattern, "gu"), (found) => (typeof by === "string" ? by : by[found])), text);
}

/** The other forms of a kanji; none for most. @param {string} kanji */
export const variantsOf = (kanji) => (groups.get(kanji) ?? []).filter((other) => other !== kanji);

/**
 * A pasted text as one line: whatever is no character becomes a space, and nothing is left around it.
 * @param {string} text
 */
export const onOneLine = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/gu, " ").trim();
