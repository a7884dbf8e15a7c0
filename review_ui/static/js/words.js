/** @file The words of the page's language, sent along with the page. A missing word is an error, as on the server. */

import { byId } from "./dom.js";

/** @type {Record<string, string>} */
const words = JSON.parse(byId("words").textContent);

/**
 * The words for a key with its details filled in.
 * @param {string} key
 * @param {Record<string, string | number>} [details]
 */
export function t(key, details = {}) {
  if (!(key in words)) throw new Error(`no words for ${key}`);
  return words[key].replace(/\{(\w+)\}/g, (_, name) => String(details[name]));
}
