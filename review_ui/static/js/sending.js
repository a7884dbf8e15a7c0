/** @file Files on their way to the server: one at a time, and kept in the page until they are there. */

import { Refused, send, Unreachable } from "./api.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Outgoing} Outgoing */

const MEGA = 1_000_000;

/**
 * @param {() => import("./sheets.js").Counter} read @param {(action: any) => void} dispatch @param {number} mostBytes
 * @param {(file: Outgoing) => void} onSent
 */
export function createSending(read, dispatch, mostBytes, onSent) {
  let next = 1;
  let busy = false;

  /** Take files in; `replaces` is the sheet that was scanned again. @param {Iterable<File>} files @param {number | null} [replaces] */
  function add(files, replaces = null) {
    const queued = [...files].map((file) => ({ id: next++, name: file.name, file, replaces, tries: 0, ...checked(file) }));
    if (queued.length === 0) return;
    dispatch({ type: "queued", files: queued });
    work();
  }

  /** What is known without sending it. @param {File} file @returns {{ state: Outgoing["state"], message: string }} */
  function checked(file) {
    if (file.size <= mostBytes) return { state: "waiting", message: "" };
    return { state: "refused", message: t("counter.too_large", { size: (file.size / MEGA).toFixed(0), limit: (mostBytes / MEGA).toFixed(0) }) };
  }

  async function work() {
    if (busy) return;
    busy = true;
    for (let file = waiting(); file; file = waiting()) await sendOne(file);
    busy = false;
  }

  const waiting = () => read().outgoing.find((one) => one.state === "waiting");

  /** @param {Outgoing} file */
  async function sendOne(file) {
    const tries = file.tries + 1;
    dispatch({ type: "sending", id: file.id, tries });
    try {
      const { sheet, earlier } = await send(file.file, file.name);
      // The reply to an earlier try was lost: that it is there already is no news.
      dispatch({ type: "sent", id: file.id, sheet, earlier: tries > 1 ? null : earlier });
      onSent({ ...file, replaces: file.replaces === sheet.sheet_id ? null : file.replaces });
    } catch (error) {
      if (error instanceof Unreachable) {
        dispatch({ type: "stuck", id: file.id, state: "stuck", message: error.message || t("counter.line_lost") });
      } else if (error instanceof Refused) {
        dispatch({ type: "stuck", id: file.id, state: error.code === "not_whole" ? "stuck" : "refused", message: error.message });
      } else throw error;
    }
  }

  /** Send once more what did not get through. @param {number} id */
  function again(id) {
    const file = read().outgoing.find((one) => one.id === id);
    if (file?.state !== "stuck") return;
    dispatch({ type: "stuck", id, state: "waiting", message: "" });
    work();
  }

  window.addEventListener("beforeunload", (event) => {
    if (read().outgoing.some((one) => one.state !== "refused")) event.preventDefault();
  });

  return { add, again };
}
