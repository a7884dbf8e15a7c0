/** @file Files come in by being chosen, or dropped anywhere on the page. */

import { byId } from "./dom.js";

/** @param {(files: File[]) => void} onFiles */
export function openDoor(onFiles) {
  const chosen = byId("files");
  chosen.addEventListener("change", () => {
    onFiles([...chosen.files]);
    chosen.value = ""; // the same file once more is a change again
  });
  for (const name of ["dragover", "drop", "dragleave"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault(); // else the browser would leave the page and show the file
      byId("drop").classList.toggle("over", name === "dragover");
      const files = name === "drop" ? [.../** @type {DragEvent} */ (event).dataTransfer?.files ?? []] : [];
      if (files.length) onFiles(files);
    });
  }
}
