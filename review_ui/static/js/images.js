/** @file Pictures of the record on the desk and of the one that probably follows, each fetched once and ahead of need. */

import { cropUrl, pageUrl, scanUrl } from "./api.js";

/**
 * The element itself is kept and moved to where it is shown: nothing is fetched twice although nothing is cached.
 * @type {Map<string, HTMLImageElement>}
 */
const pictures = new Map();

/** @param {string} url */
function picture(url) {
  let image = pictures.get(url);
  if (!image) {
    image = new Image();
    image.decoding = "async";
    image.src = url;
    pictures.set(url, image);
  }
  return image;
}

/** @param {number} id @param {string} key */
export const cropOf = (id, key) => picture(cropUrl(id, key));

/** @param {number} id @param {number} number */
export const pageOf = (id, number) => picture(pageUrl(id, number));

/** @param {number} id @param {number} number */
export const scanOf = (id, number) => picture(scanUrl(id, number));

/** Fetch what another record will show first. @param {import("./types.js").Ahead} ahead */
export function fetchAhead({ record, field, page }) {
  if (field !== null) cropOf(record.record_id, field);
  if (page !== null) pageOf(record.record_id, page);
}

/** Let go of another record's pictures. @param {number} id */
export function forgetOthers(id) {
  for (const url of pictures.keys()) if (!url.includes(`/records/${id}/`)) pictures.delete(url);
}
