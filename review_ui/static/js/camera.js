/**
 * @file Where the sheet lies on its table and how large: closer, farther, moved about. Pure.
 *
 * A camera is the place of the sheet's upper left corner in px of the table, and the size of one of its px there.
 * @typedef {{ x: number, y: number, scale: number }} Camera
 * @typedef {[number, number]} Size
 */

const SHARE = { usual: 0.62, wide: 0.92, height: 0.3 }; // of the table that a zoomed field takes; wide ones take more
const MOST = { field: 1.7, hand: 4 }; // larger than the first nothing becomes clearer by itself; by hand one may
const EDGE = 16; // px of table left around the sheet
const CLOSER = 3; // times the whole sheet's size: what a double click shows

/** The whole sheet. @param {Size} table @param {Size} size @returns {Camera} */
export function whole(table, size) {
  const scale = Math.min((table[0] - 2 * EDGE) / size[0], (table[1] - 2 * EDGE) / size[1]);
  return centred(table, size, scale, size[0] / 2, size[1] / 2);
}

/** The sheet with a box of it in the middle. @param {Size} table @param {Size} size @param {number[]} box x, y, w, h @returns {Camera} */
export function atBox(table, size, [x, y, w, h]) {
  const across = Math.min((SHARE.wide * table[0]) / w, Math.max((SHARE.usual * table[0]) / w, 1));
  const close = Math.min(across, (SHARE.height * table[1]) / h, MOST.field);
  return centred(table, size, Math.max(whole(table, size).scale, close), x + w / 2, y + h / 2);
}

/**
 * Larger or smaller, the point of the sheet under `at` staying there.
 * @param {Camera} camera @param {Size} table @param {Size} size @param {number} times @param {number[]} [at] the table's middle
 * @returns {Camera}
 */
export function zoomed(camera, table, size, times, at = [table[0] / 2, table[1] / 2]) {
  const scale = Math.min(MOST.hand, Math.max(whole(table, size).scale, camera.scale * times));
  const grown = scale / camera.scale;
  const [x, y] = [at[0] - (at[0] - camera.x) * grown, at[1] - (at[1] - camera.y) * grown];
  return held({ x, y, scale }, table, size);
}

/** @param {Camera} camera @param {Size} table @param {Size} size @param {number} dx @param {number} dy in px @returns {Camera} */
export const moved = (camera, table, size, dx, dy) =>
  held({ ...camera, x: camera.x + dx, y: camera.y + dy }, table, size);

/** A closer look at a point; the whole sheet for whoever is close already. @param {Camera} camera @param {Size} table @param {Size} size @param {number[]} at */
export function toggled(camera, table, size, at) {
  const far = whole(table, size);
  return camera.scale > far.scale * 1.05 ? far : zoomed(camera, table, size, CLOSER, at);
}

/** No more table than its edge is shown where the sheet could be. @param {Camera} camera @param {Size} table @param {Size} size @returns {Camera} */
export function held({ x, y, scale }, table, size) {
  return { x: along(table[0], size[0] * scale, x), y: along(table[1], size[1] * scale, y), scale };
}

/** @param {Size} table @param {Size} size @param {number} scale @param {number} x @param {number} y of the sheet, to the middle */
const centred = (table, size, scale, x, y) =>
  held({ x: table[0] / 2 - x * scale, y: table[1] / 2 - y * scale, scale }, table, size);

/** @param {number} room @param {number} length @param {number} offset */
function along(room, length, offset) {
  if (length + 2 * EDGE <= room) return (room - length) / 2;
  return Math.min(EDGE, Math.max(room - EDGE - length, offset));
}
