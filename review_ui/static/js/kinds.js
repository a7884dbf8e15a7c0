/** @file Answers without a text that say more than that nothing is written. */

import { shown } from "./fields.js";
import { t } from "./words.js";

/** What to show in place of an answer's text; null for kinds that have one, or are simply blank. @param {string} [kind] */
export function insteadOfText(kind) {
  if (kind === "illegible") return t("desk.illegible");
  if (kind === "not_applicable") return t("desk.not_applicable");
  if (kind === "struck_out") return t("desk.struck_out");
  return null;
}

/**
 * An answer in words that people know.
 * @param {string | undefined} kind @param {import("./types.js").Field} field @param {string} text
 */
export const wordsOf = (kind, field, text) =>
  insteadOfText(kind) ?? (shown(field, text) || t("desk.nothing"));
