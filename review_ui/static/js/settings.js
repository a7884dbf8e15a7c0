/** @file How somebody wants the desk: saved with the account, shown at once. */

import { call, Refused } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./words.js";

byId("settings").addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const chosen = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
  byId("told").textContent = "";
  try {
    await call("PATCH", "/session", chosen);
    show(/** @type {Record<string, string>} */ (chosen));
  } catch (error) {
    byId("told").textContent = error instanceof Refused ? error.message : t("page.unreachable");
  }
});
byId("save").disabled = false; // until now Enter would have sent the form without this script

/** As the server will render it from now on; words of another language only it has. @param {Record<string, string>} chosen */
function show({ text_size: size, paper_side: side, language }) {
  const page = document.documentElement;
  if (language !== page.lang) return location.reload();
  Object.assign(page.dataset, { text: size, paper: side });
  byId("told").textContent = t("settings.saved");
}
