/** @file What a second look (verify) and a third (decide between two) ask of a field, and what may be said to it. */

import { insteadOfText } from "./kinds.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").DeskRecord} DeskRecord */

/** Which look the record is in, in words; empty for the first. @param {DeskRecord | null} record */
export function lookName(record) {
  if (record?.look === "second") return t("desk.look.second");
  return record?.look === "third" ? t("desk.look.third") : "";
}

/**
 * What a later look asks of the field, in place of why the machine was in doubt; null where it asks for nothing, or for
 * a field that was answered and whose answer may be shown.
 * @param {DeskRecord} record @param {Field} field @returns {string | null}
 */
export function leadOf({ look }, { check, state, correction }) {
  if (look === "first" || !check.asked) return null;
  if (state !== "open" && !check.hidden) return null;
  if (state !== "open") return correction ? t("desk.look.keyed") : t("desk.look.keyed_by_other");
  if (look === "third") return t("desk.look.decide");
  if (check.hidden) return t("desk.look.blind");
  return correction ? t("desk.look.check", { by: correction.by }) : t("desk.look.check_machine");
}

/** What stands in the list of fields where there is no text to show; null where that is as in a first look. @param {Field} field */
export function withheld({ check, state }) {
  if (check.hidden) return state === "open" ? t("desk.look.hidden") : t("desk.look.done");
  return check.words.length && state === "open" ? t("desk.look.differs") : null;
}

/**
 * The two words that a third person decides between, as they may be picked.
 * @param {Field} field @returns {import("./offers.js").Offer[]}
 */
export const wordsOffered = ({ check }) =>
  check.words.map(({ by, kind, text }) => ({
    text,
    from: "word",
    by: by === null ? t("desk.look.machine") : t("desk.look.by", { by }),
    as: text ? undefined : insteadOfText(kind) ? kind : "blank",
  }));

/** What a picked word without a text says, for an input that stays empty. @param {Desk["draft"]} draft */
export const saidWithoutText = ({ as }) => (as ? insteadOfText(as) ?? t("desk.nothing") : "");

/** Whether a second person will be asked once this look is over. @param {DeskRecord} record */
export const goesOn = ({ look, fields }) => look === "first"
  && fields.some(({ check, state, text }) => check.verification !== "none" && (state === "decided" || text !== ""));
