/** @file What the group check does with the server: fetch, confirm page by page, take back. Pages travel behind the eye. */

import { Refused } from "./api.js";
import { judged } from "./grid_state.js";
import { persistently } from "./persist.js";

/** @typedef {import("./grid_state.js").Grid} Grid */

const STOCK = 80; // fields fetched at once; two pages

/**
 * @param {string} kind @param {() => Grid} read @param {(action: any) => void} dispatch
 * @param {{ effort: ReturnType<typeof import("./effort.js").createEffort>, tell: typeof import("./told.js").told }} person
 */
export function createGroupWork(kind, read, dispatch, { effort, tell }) {
  const persist = persistently(() => tell.unreachable());
  /** @type {{ number: number, body: unknown }[]} */
  let waiting = [];
  /** @type {Promise<void>} */
  let sending = Promise.resolve();
  let number = 0;
  let isFetching = false;

  /** Fetch more fields before they are needed. */
  async function stock() {
    const { entries, from, size, after } = read();
    if (isFetching || after === null || entries.length - from - size >= STOCK) return;
    isFetching = true;
    try {
      dispatch({ type: "came", ...(await persist("GET", `/groups/${kind}?limit=${STOCK}${after && `&after=${after}`}`, undefined)) });
    } catch (error) {
      refuse(error);
      return;
    } finally {
      isFetching = false;
    }
    await stock();
  }

  /** All that is not marked is right. The next page comes at once; this one finds its own way, once. */
  function confirm() {
    const grid = read();
    if (!grid.ready || grid.busy) return;
    const answers = judged(grid).map(({ field_id, version, text }) => {
      const mark = grid.marks[field_id];
      const more = mark === undefined ? {} : mark === null ? { odd: true } : { instead: mark };
      return { field_id, expected_version: version, text, ...more };
    });
    number += 1;
    waiting.push({ number, body: { answers, ...effort.spent() } });
    dispatch({ type: "confirmed", number });
    sending = sending.then(send);
    stock();
  }

  async function send() {
    const [page] = waiting;
    const { answers } = /** @type {{ answers: unknown[] }} */ (page.body);
    const nothing = { settled: [], aside: [], held: [], changed: [] };
    try {
      const reply = answers.length ? await persist("POST", "/groups/answers", page.body) : nothing;
      dispatch({ type: "saved", number: page.number, reply });
      tell.saved(reply);
    } catch (error) {
      dispatch({ type: "refused", number: page.number });
      refuse(error);
    } finally {
      waiting = waiting.slice(1);
    }
  }

  /** The last page that was confirmed is shown again, its answers taken back. */
  async function takeBack() {
    if (read().busy || read().pages.length === 0) return;
    dispatch({ type: "takingBack" });
    await sending;
    const page = read().pages.at(-1);
    if (!page) return dispatch({ type: "notTakenBack" });
    const answers = Object.entries(page.versions ?? {}).map(([id, version]) => ({ field_id: Number(id), expected_version: version }));
    try {
      const reply = await persist("POST", "/groups/undo", { answers, odd: page.odd, ...effort.spent() });
      dispatch({ type: "tookBack", page, reply });
      tell.takenBack(reply);
    } catch (error) {
      dispatch({ type: "notTakenBack" });
      refuse(error);
    }
  }

  /** @param {unknown} error */
  function refuse(error) {
    if (!(error instanceof Refused)) throw error;
    tell.trouble(error.message);
  }

  return { stock, confirm, takeBack, sent: () => sending };
}
