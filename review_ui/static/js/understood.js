/** @file Beneath the input: what its text means, a date in both calendars, the places of a postal code. */

import { codeIn, isUnderstood } from "./lookups.js";
import { codeBeside } from "./offers.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Desk} Desk */

const NOTHING = { words: "", odd: false };
const PLACES = 2; // named; of more only the number is said

/** @param {HTMLElement} place @param {Desk} desk @param {Field} field */
export function showUnderstood(place, desk, field) {
  const { words, odd } = understood(desk, field);
  if (place.textContent !== words) place.textContent = words;
  place.classList.toggle("odd", odd);
}

/** @param {Desk} desk @param {Field} field @returns {{ words: string, odd: boolean }} */
function understood(desk, field) {
  if (field.type === "date" && isUnderstood(desk, field)) return day(desk);
  if (field.type === "postal_code") return places(desk.towns[codeIn(desk.draft.text) ?? ""]);
  const beside = desk.towns[codeBeside(desk, field) ?? ""];
  return beside?.length ? { words: t("desk.postal_says", { places: places(beside).words }), odd: false } : NOTHING;
}

/** @param {Desk} desk */
function day({ meaning, draft }) {
  const { value, japanese, reasons } = /** @type {import("./types.js").Meaning} */ (meaning);
  const said = japanese ? t("desk.day", { japanese, day: String(value) }) : String(value ?? "");
  // Half a date is no mistake, and what the machine's own text has against it stands above.
  const against = draft.touched ? reasons.filter(({ code }) => code !== "wrong_format").map(({ words }) => words) : [];
  return { words: [said, ...against].filter(Boolean).join("　"), odd: against.length > 0 };
}

/** @param {import("./types.js").Area[] | undefined} areas undefined while they are not known */
function places(areas) {
  if (areas === undefined) return NOTHING;
  if (areas.length === 0) return { words: t("desk.postal_unknown"), odd: true };
  const named = areas.slice(0, PLACES).map(({ prefecture, city, town }) => prefecture + city + town);
  const more = areas.length - named.length;
  return { words: [...named, ...(more ? [t("desk.postal_more", { count: more })] : [])].join("、"), odd: false };
}
