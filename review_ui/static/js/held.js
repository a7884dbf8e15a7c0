/** @file A key that is held down decides once: Enter repeated by the keyboard confirms, finishes and sends nothing. */

import { belongsToIme } from "./ime.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.repeat || belongsToIme(event) || event.target instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
