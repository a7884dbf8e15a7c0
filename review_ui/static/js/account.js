/** @file The menu under one's name: language, going out. */

import { call } from "./api.js";
import "./held.js";
import { close } from "./unsent.js";

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", async () => {
    await call("PATCH", "/session", { language: /** @type {HTMLElement} */ (button).dataset.language });
    location.reload();
  });
}

document.getElementById("log-out")?.addEventListener("click", async () => {
  await call("DELETE", "/session");
  close();
  location.replace("/login");
});
