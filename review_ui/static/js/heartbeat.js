/** @file The claim is prolonged while somebody is at work; left alone, it lapses by itself. */

import { call, Refused } from "./api.js";

const BEAT_MS = 30_000;

/**
 * @param {() => import("./types.js").Desk} read @param {() => number} lastMove when a hand last moved
 * @param {(error: Refused) => void} onLost
 */
export function createHeartbeat(read, lastMove, onLost) {
  let told = performance.now();

  async function beat() {
    const { record, claim, phase } = read();
    if (!record || !claim || ["lost", "saving", "taking"].includes(phase.name) || lastMove() <= told) return;
    const before = told;
    told = lastMove(); // at once: a slow reply must not be waited for twice
    try {
      await call("PUT", `/records/${record.record_id}/claim`, { token: claim.token });
    } catch (error) {
      told = before;
      const isHere = read().record?.record_id === record.record_id && read().phase.name !== "lost";
      if (error instanceof Refused && "holder" in error.details && isHere) onLost(error);
    }
  }

  setInterval(beat, BEAT_MS);
}
