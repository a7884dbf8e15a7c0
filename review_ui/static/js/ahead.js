/** @file The record that probably follows: its first pictures are fetched while the last field is being answered. */

import { aheadOf, Refused, Unreachable } from "./api.js";
import { nextStop } from "./fields.js";
import { fetchAhead } from "./images.js";

/**
 * The record itself is claimed only when this one is done: until then it may go to a colleague, or a sheet from the
 * counter may come before it. Then its pictures were fetched for nothing.
 * @param {() => import("./types.js").Desk} read
 * @returns {() => void} to be called whenever the desk has changed
 */
export function createAhead(read) {
  /** @type {number | null} */
  let looked = null;

  return async () => {
    const { record, at } = read();
    if (!record || record.record_id === looked || nextStop(record, at) !== null) return;
    looked = record.record_id;
    try {
      const ahead = await aheadOf(record.record_id);
      if (ahead && read().record?.record_id === looked) fetchAhead(ahead);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  };
}
