/** @file Coming in. */

import { call, Refused } from "./api.js";
import { byId } from "./dom.js";
import { goOn, placeLeft } from "./return.js";
import { t } from "./words.js";

byId("login").addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  byId("enter").disabled = true;
  try {
    await call("POST", "/session", { username: byId("username").value, password: byId("password").value });
    goOn();
  } catch (error) {
    byId("problem").textContent = error instanceof Refused ? error.message : t("page.unreachable");
    byId("problem-note").hidden = false;
    byId("enter").disabled = false;
    byId("password").select();
  }
});
byId("ended").hidden = placeLeft() === null;
byId("enter").disabled = false; // until now Enter would have sent the form without this script
