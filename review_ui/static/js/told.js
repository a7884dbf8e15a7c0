/** @file The line that says what became of the last page. */

import { byId } from "./dom.js";
import { t } from "./words.js";

/** @typedef {{ settled: unknown[], aside: unknown[], held: unknown[], changed: unknown[] }} Reply */

/** @param {string} words @param {boolean} [isBad] */
function say(words, isBad = false) {
  byId("told").textContent = words;
  byId("told").classList.toggle("bad", isBad);
}

/** A sentence for each that there is something of. @param {Record<string, unknown[]>} counted */
const counts = (counted) =>
  Object.entries(counted).filter(([, some]) => some.length > 0).map(([key, some]) => t(`group.told.${key}`, { count: some.length }));

export const told = {
  /** @param {Reply} reply */
  saved: ({ settled, aside, held, changed }) => say(counts({ settled, aside, held, changed }).join("　")),
  /** @param {Reply} reply */
  takenBack: ({ settled, held, changed }) => say([...counts({ back: settled, held, changed })].join("　") || t("group.told.nothing")),
  unreachable: () => say(t("group.unreachable"), true),
  /** @param {string} message */
  trouble: (message) => say(message, true),
};
