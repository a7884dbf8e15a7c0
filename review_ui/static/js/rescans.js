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
  const { page, file, name } = row.dataset;
  const kind = /** @type {"rescanned" | "restore"} */ (button.dataset.ruling);
  try {
    await rule({ page_id: page ? Number(page) : null, file_id: Number(file) }, { kind });
    remove(row, t(kind === "restore" ? "rescans.told_back" : "rescans.told_done", { file: name ?? "" }));
  } catch (error) {
    row.removeAttribute("aria-busy");
    if (error instanceof Refused && GONE.has(error.code)) remove(row, error.message);
    else if (error instanceof Refused) tell(error.message);
    else if (error instanceof Unreachable) tell(error.message || t("page.unreachable"));
    else throw error;
  }
}

/** Take a row away; the focus goes to the next one's button, or to what is told. @param {HTMLTableRowElement} row @param {string} words */
function remove(row, words) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  const left = document.querySelectorAll("#rescans tbody tr").length;
  byId("rescan-count").textContent = t("rescans.count", { count: left });
  byId("rescans").hidden = left === 0;
  tell(words);
  (/** @type {HTMLElement | null} */ (next?.querySelector("button") ?? null) ?? byId("told")).focus();
}

/** @param {string} words */
const tell = (words) => {
  byId("told").textContent = words;
};
