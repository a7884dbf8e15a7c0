/** @file Requests that are sent until the server can be reached. Each may be sent twice without harm. */

import { call, Unreachable } from "./api.js";

const PAUSES_MS = [500, 1_000, 2_000, 4_000];

/** Wait a while, or until the line is back. @param {number} tries */
export function pause(tries) {
  const line = new AbortController();
  return new Promise((resolve) => {
    const goOn = () => {
      line.abort();
      resolve(undefined);
    };
    setTimeout(goOn, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
    window.addEventListener("online", goOn, { signal: line.signal });
  });
}

/** @param {() => void} onTrouble called each time that the server cannot be reached */
export function persistently(onTrouble) {
  return async (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await call(method, path, body);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        onTrouble();
        await pause(tries);
      }
    }
  };
}

/** A name for a request that must count once; a page without a secure context (plain http in the house) has no UUIDs. */
export const requestKey = () =>
  crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36).padStart(7, "0")).join("-");
