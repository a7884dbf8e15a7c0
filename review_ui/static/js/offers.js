/** @file What may be picked by its number: the machine's candidates, and behind them the postal table's towns. */

import { fieldOf } from "./fields.js";
import { wordsOffered } from "./looks.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Area} Area */
/** `by` and `as` (the kind, where it has no text) are those of a word that a third person decides on.
 * @typedef {{ text: string, from: "machine" | "postal" | "word", by?: string, as?: string }} Offer */

const MOST = 9; // digit keys
const TOWNS = 3; // so many have a place whatever the machine says

/**
 * Where the house number begins: a digit, or a kanji number with its unit; but not the number in a town's own name.
 */
const HOUSE = /(?:(?<![0-9０-９])[0-9０-９]+(?![0-9０-９]|[条線区軒町]|番町)|[〇一二三四五六七八九十]+(?=丁目|番地|番[0-9０-９]|号)).*$/u;

/**
 * The towns take over the house number that stands in the input now; their order stays while one types.
 * @param {Desk} desk @param {Field} field @returns {Offer[]}
 */
export function offersOf(desk, field) {
  if (field.check.words.length) return wordsOffered(field);
  if (field.options.length > 0) return [];
  const known = new Set([field.text, ...field.candidates.map((candidate) => candidate.text)]);
  const near = (/** @type {Area} */ area) => alike(placed("", area), field.text);
  const towns = townsOf(desk, field).toSorted((a, b) => near(b) - near(a)).map((area) => placed(desk.draft.text, area));
  const some = [...new Set(towns)].filter((text) => !known.has(text));
  const machine = field.candidates.slice(0, MOST - Math.min(TOWNS, some.length));
  if (!some.length && machine.every((candidate) => candidate.text === field.text)) return [];
  return [
    ...machine.map(({ text }) => /** @type {Offer} */ ({ text, from: "machine" })),
    ...some.map((text) => /** @type {Offer} */ ({ text, from: "postal" })),
  ].slice(0, MOST);
}

/** The postal code that an address goes with, where its field has one. @param {Desk} desk @param {Field} field */
export function codeBeside(desk, field) {
  const beside = desk.record && field.postal_field ? fieldOf(desk.record, field.postal_field) : undefined;
  return typeof beside?.value === "string" && /^[0-9]{7}$/.test(beside.value) ? beside.value : null;
}

/** @param {Desk} desk @param {Field} field @returns {Area[]} */
function townsOf(desk, field) {
  const code = codeBeside(desk, field);
  return (code && desk.towns[code]) || [];
}

/**
 * An address in this town, with the house number that stands in `text`. Where `text` leaves the prefecture out, so
 * does the address.
 * @param {string} text @param {Area} area
 */
export function placed(text, { prefecture, city, town }) {
  const place = text.startsWith(city) ? city + town : prefecture + city + town;
  return place + behind(text, city, town);
}

/** @param {string} text @param {string} city @param {string} town */
function behind(text, city, town) {
  const at = text.indexOf(city + town);
  if (at >= 0) return text.slice(at + city.length + town.length);
  const rest = text.includes(city) ? text.slice(text.indexOf(city) + city.length) : text;
  return HOUSE.exec(rest)?.[0] ?? "";
}

/** How many characters two texts have alike at their beginning. @param {string} one @param {string} other */
function alike(one, other) {
  const [a, b] = [[...one], [...other]];
  const end = a.findIndex((letter, place) => letter !== b[place]);
  return end < 0 ? a.length : end;
}
