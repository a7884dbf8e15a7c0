/** @file How many crops fit into the room there is, and how large they are shown. */

/** @typedef {import("./grid_state.js").Entry} Entry */

const MOST = 40; // crops that an eye goes over in one go
const GAP = 8; // px between crops, as group.css has it
const PADDING = 10; // px around a crop in its cell
const MOST_LARGER = 1.3;
const BAND = 14; // px below a crop, for the word on a marked one

/** Pixels to the millimetre: a tick is shown large, a row of options no larger than it is read. @param {number} widest in mm */
function sharpness(widest) {
  if (widest <= 16) return 10;
  if (widest <= 32) return 7;
  return widest <= 64 ? 6 : 5;
}

/**
 * Columns, and crops on the page; every one has the same room.
 * @param {Entry[]} entries that come next @param {{ width: number, height: number }} room in px @param {number} scale of words
 */
export function fit(entries, room, scale) {
  const next = entries.slice(0, MOST);
  const widest = Math.max(1, ...next.map(({ crop_mm: [width] }) => width));
  const tallest = Math.max(1, ...next.map(({ crop_mm: [, height] }) => height));
  const ideal = widest * sharpness(widest) * scale + PADDING;
  const columns = Math.max(1, Math.round((room.width + GAP) / (ideal + GAP)));
  const width = Math.floor((room.width + GAP) / columns) - GAP; // they fill the room, a little larger or smaller
  const px = Math.min(width - PADDING, ideal * MOST_LARGER) / widest;
  const cell = { width, height: Math.ceil(tallest * px) + PADDING + BAND };
  const rows = Math.max(1, Math.floor((room.height + GAP) / (cell.height + GAP)));
  return { px, cell, columns, size: Math.min(MOST, columns * rows) };
}

/** The room inside an element's padding, in px. @param {HTMLElement} place */
export function roomIn(place) {
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(place);
  return {
    width: place.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight),
    height: place.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom),
  };
}

/** How much larger than usual somebody wants the words. @param {HTMLElement} page */
export const scaleOf = (page) => Number(getComputedStyle(page).getPropertyValue("--scale")) || 1;
