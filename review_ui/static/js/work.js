/** @file What the desk does with the server: take, save, finish, put back. One request at a time. */

import { call, Refused, Unreachable } from "./api.js";
import { fieldOf, kindOf } from "./fields.js";
import { current } from "./state.js";

/** @typedef {import("./types.js").Desk} Desk */

const PAUSES_MS = [500, 1_000, 2_000, 4_000];

/**
 * @param {() => Desk} read the desk as it is now
 * @param {(action: any) => void} dispatch
 */
export function createWork(read, dispatch) {
  /** Send until the server can be reached. Every request of the desk may be sent twice without harm. */
  async function persist(/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body) {
    for (let tries = 0; ; tries += 1) {
      try {
        return await call(method, path, body);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        dispatch({ type: "unreachable" });
        await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]));
      }
    }
  }

  /** Claim a record, or the next that waits. @param {number | null} id */
  async function take(id) {
    dispatch({ type: "taking" });
    try {
      const path = id === null ? "/records/next" : `/records/${id}/claim`;
      const taken = await persist("POST", path, id === null ? {} : undefined);
      dispatch(taken === null ? { type: "emptied" } : { type: "taken", ...taken });
    } catch (error) {
      lose(error);
    }
  }

  /** @param {string} kind */
  async function save(kind) {
    const desk = read();
    const field = current(desk);
    if (!desk.record || !desk.claim || !field) return;
    const again = desk.phase.name === "doubting";
    dispatch({ type: "saving", kind });
    try {
      const saved = await persist("PUT", `/records/${desk.record.record_id}/fields/${field.key}`, {
        kind, text: desk.draft.text, expected_version: field.version, claim_token: desk.claim.token, override: again,
      });
      dispatch({ type: "saved", field: saved });
    } catch (error) {
      await explain(error, desk.record.record_id, field.key, kind);
    }
  }

  /** @param {unknown} error @param {number} id @param {string} key @param {string} kind */
  async function explain(error, id, key, kind) {
    if (!(error instanceof Refused)) throw error;
    if (error.code === "invalid_value") {
      dispatch({ type: "doubted", reasons: error.details.reasons });
    } else if (error.code === "conflict" && "version" in error.details) {
      const record = await persist("GET", `/records/${id}`, undefined);
      dispatch({ type: "clashed", theirs: fieldOf(record, key), kind });
    } else {
      lose(error);
    }
  }

  /** The answer in the input, as it came about; a field that stands already is passed. */
  function confirm() {
    const desk = read();
    const field = current(desk);
    if (desk.phase.name === "complete") return finish();
    if (!field || !["asking", "doubting"].includes(desk.phase.name)) return;
    if (field.state !== "open" && !desk.draft.touched) return dispatch({ type: "passed" });
    return save(kindOf(field, desk.draft));
  }

  function finish() {
    const { record, phase } = read();
    if (!record || phase.name !== "complete") return;
    return end("finish", { expected_version: record.version }, "reviewed");
  }

  /** Take a sheet out of the way for good. @param {string} reason */
  function reject(reason) {
    return end("reject", { reason }, "rejected");
  }

  /**
   * End the record's stay on the desk, and take another.
   * @param {"finish" | "reject"} how @param {unknown} body @param {string} status what the record is then
   */
  async function end(how, body, status) {
    const { record } = read();
    if (!record) return;
    dispatch({ type: "saving", kind: how });
    try {
      await persist("POST", `/records/${record.record_id}/${how}`, body);
    } catch (error) {
      // Sent twice because the first reply was lost: it is so already.
      if (!(error instanceof Refused) || error.details.status !== status) return lose(error);
    }
    await take(null);
  }

  /** Put the record back and take another. */
  async function skip() {
    const { record, phase } = read();
    if (!record || phase.name === "saving" || phase.name === "taking") return;
    try {
      await persist("DELETE", `/records/${record.record_id}/claim`, undefined);
      await take(null);
    } catch (error) {
      lose(error);
    }
  }

  /** @param {"mine" | "theirs"} keep */
  function settle(keep) {
    const { phase } = read();
    dispatch({ type: `${keep}Kept` });
    if (keep === "theirs" || phase.name !== "clashing") return;
    // What one confirmed is no longer what stands there: it is now one's own text.
    save(phase.kind === "confirmed" ? "typed" : phase.kind);
  }

  /** @param {unknown} error */
  function lose(error) {
    if (!(error instanceof Refused)) throw error;
    dispatch({ type: "lost", message: error.message });
  }

  return { take, confirm, settle, skip, reject, save };
}
