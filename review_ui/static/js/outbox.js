/** @file Answers on their way to the server: in order, one at a time, each until it is there. */

import { Refused, Unreachable } from "./api.js";
import { pause } from "./persist.js";
import { forget, isKept, keep } from "./unsent.js";

/** @typedef {import("./types.js").Answer} Answer */

/**
 * @param {string} who whose answers they are
 * @param {(answer: Answer) => Promise<any>} send may be called twice for the same answer
 * @param {{ saved: (answer: Answer, reply: any) => void, refused: (answer: Answer, error: unknown) => Promise<void>,
 *   changed: (unsent: number, stuck: boolean) => void }} on `refused` gets the last of the answers to the field
 */
export function createOutbox(who, send, on) {
  /** @type {Answer[]} */
  let waiting = [];
  let running = false;
  let stuck = false;
  /** @type {(() => void)[]} */
  let patient = [];

  /** @param {boolean} isStuck */
  function tell(isStuck) {
    if (isStuck || isKept()) keep(who, waiting); // what an earlier page left there stays until it is sent
    stuck = isStuck;
    on.changed(waiting.length, stuck);
  }

  /** @param {Answer} answer */
  async function deliver(answer) {
    for (let tries = 0; ; tries += 1) {
      try {
        return await send(answer);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        tell(true);
        await pause(tries);
      }
    }
  }

  async function run() {
    if (running) return;
    running = true;
    while (waiting.length) {
      const [answer] = waiting;
      try {
        const reply = await deliver(answer);
        waiting = waiting.slice(1);
        tell(false);
        on.saved(answer, reply);
      } catch (error) {
        // The page goes to the login now; what is unsent waits in this tab for the same person.
        if (error instanceof Refused && error.code === "not_logged_in") return keep(who, waiting);
        const last = waiting.filter((other) => other.key === answer.key).at(-1) ?? answer;
        waiting = waiting.filter((other) => other.key !== answer.key);
        await on.refused(last, error);
        tell(false);
      }
    }
    running = false;
    for (const goOn of patient.splice(0)) goOn();
  }

  window.addEventListener("pagehide", () => keep(who, waiting));

  return {
    /** @param {Answer} answer */
    add(answer) {
      waiting = [...waiting, answer];
      on.changed(waiting.length, stuck);
      run();
    },
    /** Take back an answer that has not set out yet; whether it had not. @param {string} key @param {number} version */
    cancel(key, version) {
      const at = waiting.findIndex((answer, place) => place > 0 && answer.key === key && answer.expected_version === version);
      if (at < 0) return false;
      waiting = waiting.filter((_, place) => place !== at);
      if (isKept()) keep(who, waiting);
      on.changed(waiting.length, stuck);
      return true;
    },
    /** Give up all that waits. */
    clear() {
      waiting = [];
      forget();
      on.changed(0, false);
    },
    /** @returns {Answer[]} */
    unsent: () => waiting,
    /** Resolves once nothing is on its way. @returns {Promise<void>} */
    empty: () => (running ? new Promise((resolve) => patient.push(resolve)) : Promise.resolve()),
  };
}
