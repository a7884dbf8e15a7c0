/** @file The record that probably follows: it is there, with its first pictures, when the last field is answered. */

import { aheadOf, Refused, Unreachable } from "./api.js";
import { nextStop } from "./fields.js";
import { fetchAhead } from "./images.js";

/** @typedef {import("./types.js").Ahead} Ahead */
/** @typedef {import("./types.js").DeskRecord} DeskRecord */

/**
 * The record itself is claimed only when this one is done: until then it may go to a colleague, or a sheet from the
 * counter may come before it. Then it was fetched for nothing.
 * @param {() => import("./types.js").Desk} read
 */
export function createAhead(read) {
  /** @type {number | null} */
  let looked = null;
  /** @type {Ahead | null} */
  let ahead = null;

  /** To be called whenever the desk has changed. */
  async function look() {
    const { record, at } = read();
    if (!record || record.record_id === looked || nextStop(record, at) !== null) return;
    looked = record.record_id;
    ahead = null;
    try {
      const found = await aheadOf(record.record_id);
      if (!found || read().record?.record_id !== looked) return;
      ahead = found;
      fetchAhead(found);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
  }

  /** What to ask the next record with: the server need not tell once more what is known. */
  const known = () => (ahead ? { foreseen: { record_id: ahead.record.record_id, as_of: ahead.as_of } } : {});

  /**
   * What was taken, with the record where the server left it out as known.
   * @param {{ record: DeskRecord | null, version: number } | null} taken
   */
  function whole(taken) {
    if (taken === null || taken.record !== null || ahead === null) return taken;
    return { ...taken, record: { ...ahead.record, version: taken.version } };
  }

  return { look, known, whole };
}
