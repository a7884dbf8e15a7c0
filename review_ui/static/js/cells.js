/** @file The crops in their grid, drawn from the state. The caret stays in the list around them. */

import { cropUrl } from "./api.js";
import { byId, el } from "./dom.js";
import { hereOf, shownOf } from "./grid_state.js";
import { t } from "./words.js";

/** @typedef {import("./grid_state.js").Grid} Grid */
/** @typedef {import("./grid_state.js").Entry} Entry */

/** Pictures of this page and the next; nothing is cached, so the element itself is kept. @type {Map<number, HTMLImageElement>} */
const pictures = new Map();

/** @param {Entry} entry */
function pictureOf({ field_id: id, record_id: record, key }) {
  let image = pictures.get(id);
  if (!image) {
    image = el("img", { alt: "", src: cropUrl(record, key), draggable: "false" });
    pictures.set(id, /** @type {HTMLImageElement} */ (image));
  }
  return /** @type {HTMLImageElement} */ (image);
}

/** Fetch what comes next, and let go of what is past. @param {Entry[]} shown @param {Entry[]} next */
export function fetchAhead(shown, next) {
  const wanted = new Set([...shown, ...next].map(({ field_id: id }) => id));
  for (const id of pictures.keys()) if (!wanted.has(id)) pictures.delete(id);
  for (const entry of next) pictureOf(entry);
}

/**
 * Whether each picture is there, once all have come or failed.
 * @param {Entry[]} entries @returns {Promise<{ id: number, isThere: boolean }[]>}
 */
export const seen = (entries) => Promise.all(entries.map(async (entry) => {
  const isThere = await pictureOf(entry).decode().then(() => true, () => false);
  return { id: entry.field_id, isThere };
}));

/**
 * The cells of a page, anew.
 * @param {Grid} grid @param {{ px: number, cell: { width: number, height: number }, columns: number }} layout
 */
export function layCells(grid, { px, cell, columns }) {
  const place = byId("cells");
  place.style.gridTemplateColumns = `repeat(${columns}, ${cell.width}px)`;
  place.style.gridAutoRows = `${cell.height}px`;
  place.replaceChildren(...shownOf(grid).map((entry, index) => {
    const image = pictureOf(entry);
    image.style.width = `${entry.crop_mm[0] * px}px`;
    return el("div", { class: "cell", role: "option", id: `cell-${grid.from + index}` },
      el("span", { class: "thumb" }, image), el("span", { class: "says", "aria-hidden": "true" }));
  }));
  place.scrollTop = 0;
}

/** Marks, words and the crop that the keys mean. @param {Grid} grid @param {string} seenAs the machine's answer in words */
export function showMarks(grid, seenAs) {
  const place = byId("cells");
  shownOf(grid).forEach((entry, index) => {
    const cell = place.children[index];
    const mark = grid.marks[entry.field_id];
    const isBroken = grid.broken.includes(entry.field_id);
    const says = isBroken ? t("group.broken") : mark === undefined ? "" : mark === null ? t("group.odd") : t("group.turned", { answer: wordsFor(entry, mark) });
    cell.classList.toggle("odd", mark === null);
    cell.classList.toggle("instead", typeof mark === "string");
    cell.classList.toggle("broken", isBroken);
    cell.classList.toggle("here", grid.from + index === grid.at);
    cell.setAttribute("aria-selected", String(mark !== undefined));
    cell.setAttribute("aria-label", [t("group.cell", { label: entry.label, seen: seenAs }), says].filter(Boolean).join("　"));
    if (isBroken) cell.replaceChildren(says);
    else /** @type {Element} */ (cell.lastElementChild).textContent = says;
  });
  const here = hereOf(grid);
  if (here) place.setAttribute("aria-activedescendant", `cell-${grid.at}`);
  else place.removeAttribute("aria-activedescendant");
  document.getElementById(`cell-${grid.at}`)?.scrollIntoView({ block: "nearest" });
  byId("here").textContent = here ? t("group.here", { title: here.title, record: here.record_id, label: here.label }) : "";
}

/** Another answer as people read it. @param {Entry} entry @param {string} text */
export const wordsFor = ({ options }, text) =>
  options.find(({ value }) => value === text)?.label ?? (text || t("group.none"));
