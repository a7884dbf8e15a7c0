/** @file The sheets of which a new scan was asked for: struck off when it came, or put back on the list. */

import { Refused, rule, Unreachable } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./words.js";

const GONE = new Set(["ruled", "not_found", "refused"]); // refusals after which the row is no longer true

for (const button of document.querySelectorAll("#rescans [data-ruling]")) {
  button.addEventListener("click", () => say(/** @type {HTMLButtonElement} */ (button)));
}

/** @param {HTMLButtonElement} button */
async function say(button) {
  const row = /** @type {HTMLTableRowElement} */ (button.closest("tr"));
  if (row.getAttribute("aria-busy") === "true") return;
  row.setAttribute("aria-busy", "true");
  const { page, file: whole, name } = row.dataset;
  const kind = /** @type {"rescanned" | "restore"} */ (button.dataset.ruling);
  try {
    await rule({ page_id: page ? Number(page) : null, file_id: Number(whole) }, { kind });
    const file = name ?? "";
    remove(row, kind === "restore" ? t("rescans.told_back", { file }) : t("rescans.told_done", { file }));
  } catch (error) {
    row.removeAttribute("aria-busy");
    if (error instanceof Refused && GONE.has(error.code)) remove(row, error.message);
    else if (error instanceof Refused) tell(error.message);
    else if (error instanceof Unreachable) tell(error.message || t("page.unreachable"));
    else throw error;
  }
}

/**
 * Take a row away. The focus goes to the next row, not to its button: a second press meant for this one does nothing.
 * @param {HTMLTableRowElement} row @param {string} words
 */
function remove(row, words) {
  const next = /** @type {HTMLElement | null} */ (row.nextElementSibling ?? row.previousElementSibling);
  row.remove();
  const left = document.querySelectorAll("#rescans tbody tr").length;
  byId("rescan-count").textContent = t("rescans.count", { count: left });
  byId("rescans").hidden = left === 0;
  tell(words);
  (next ?? byId("told")).focus();
}

/** @param {string} words */
const tell = (words) => {
  byId("told").textContent = words;
};
