/** @file What the desk does with the server: take, answer, finish, put back. Answers travel in the outbox. */

import { call, Refused } from "./api.js";
import { fieldOf, kindOf, shown, textOf } from "./fields.js";
import { wordsOf } from "./kinds.js";
import { createOutbox } from "./outbox.js";
import { lastAnswer } from "./pending.js";
import { persistently, requestKey } from "./persist.js";
import { current } from "./state.js";
import { recall } from "./unsent.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Answer} Answer */

const PROMPT_MS = 3_000; // an answer refused later than that does not take the desk back by itself

/**
 * @param {() => Desk} read the desk as it is now
 * @param {(action: any) => void} dispatch
 * @param {{ who: string, effort: ReturnType<typeof import("./effort.js").createEffort>,
 *   ahead: ReturnType<typeof import("./ahead.js").createAhead>, back: string }} person `back` is the page to go to after
 * the record; the next record where it is empty
 */
export function createWork(read, dispatch, { who, effort, ahead, back }) {
  const outbox = createOutbox(who, send, {
    saved: (answer, field) => isHere(answer) && dispatch({ type: "saved", field }),
    refused: explain,
    changed: (unsent, stuck) => dispatch({ type: "sending", unsent, stuck }),
  });

  const persist = persistently(() => dispatch({ type: "unreachable" }));

  /** @param {Answer} answer */
  const isHere = (answer) => read().record?.record_id === answer.record_id;

  /** @param {Answer} answer */
  function send({ record_id, key, label, shown: _, at, ...body }) {
    return call("PUT", `/records/${record_id}/fields/${key}`, { ...body, claim_token: read().claim?.token ?? 0 });
  }

  /** Go on where the page was left: answers that were not sent yet come before anything else. @param {number | null} id */
  function start(id) {
    const unsent = recall(who);
    return unsent.length ? take(unsent[0].record_id, unsent) : take(id);
  }

  /** Claim a record, or the next that waits. @param {number | null} id @param {Answer[]} [unsent] */
  async function take(id, unsent = []) {
    dispatch({ type: "taking" });
    try {
      const path = id === null ? "/records/next" : `/records/${id}/claim`;
      lay(await persist("POST", path, id === null ? {} : undefined), unsent);
      for (const answer of unsent) outbox.add({ ...answer, at: 0 });
    } catch (error) {
      lose(error, unsent);
    }
  }

  /** Put what was taken on the desk, or tell that nothing waits. @param {any} taken @param {Answer[]} [unsent] */
  const lay = (taken, unsent = []) => dispatch(taken === null ? { type: "emptied" } : { type: "taken", ...taken, unsent });

  /** Answer the field and go on; the answer finds its own way. @param {string} kind */
  function save(kind) {
    const { record, draft, phase } = read();
    const field = current(read());
    if (!record || !field) return;
    const answer = answerTo(field, kind, draft.text, wordsOf(kind, field, textOf(kind, draft.text)));
    dispatch({ type: "answered", kind });
    outbox.add({ ...answer, record_id: record.record_id, override: phase.name === "doubting" });
  }

  /** @param {import("./types.js").Field} field @param {string} kind @param {string} text @param {string} words */
  function answerTo({ key, label, version }, kind, text, words) {
    const at = performance.now();
    return { key, kind, text, expected_version: version, ...effort.spent(), label, shown: words, at };
  }

  /** Take one's last answer in this record back: from the outbox where it still lies there, else by one more. */
  function takeBack() {
    const desk = read();
    const last = lastAnswer(desk);
    const field = last && desk.record && fieldOf(desk.record, last.key);
    if (!last || !field || !desk.record) return;
    const unsent = outbox.cancel(last.key, field.version - 1);
    const answer = answerTo(field, "undone", "", "");
    dispatch({ type: "tookBack", ...last, unsent });
    if (!unsent) outbox.add({ ...answer, record_id: desk.record.record_id, override: false });
  }

  /** @param {Answer} answer @param {unknown} error */
  async function explain(answer, error) {
    if (!(error instanceof Refused)) throw error;
    if (!isHere(answer)) return;
    const { key, kind, text, at } = answer;
    const prompt = performance.now() - at < PROMPT_MS && effort.last() <= at;
    if (error.code === "invalid_value") {
      dispatch({ type: "doubted", key, text, reasons: error.details.reasons, prompt });
    } else if ((error.code === "conflict" && "version" in error.details) || (kind === "undone" && error.details.field)) {
      const theirs = await standing(answer);
      if (theirs) dispatch(kind === "undone" ? { type: "notTakenBack", field: theirs } : { type: "clashed", theirs, kind, text, prompt });
    } else {
      lose(error, [answer]);
    }
  }

  /** How the field of an answer stands now; where that is not told either, the record is lost. @param {Answer} answer */
  async function standing(answer) {
    try {
      return fieldOf(await persist("GET", `/records/${answer.record_id}`, undefined), answer.key);
    } catch (error) {
      lose(error, [answer]);
    }
  }

  /** The answer in the input, as it came about; a field that stands already is passed. */
  function confirm() {
    const desk = read();
    const field = current(desk);
    if (desk.phase.name === "complete") return finish();
    if (!field || !["asking", "doubting"].includes(desk.phase.name)) return;
    if (field.state !== "open" && !desk.draft.touched) return dispatch({ type: "passed" });
    const kind = kindOf(field, desk.draft, /** @type {import("./types.js").DeskRecord} */ (desk.record).look);
    return kind === null ? dispatch({ type: "saidNothing" }) : save(kind);
  }

  function finish() {
    const { record, phase } = read();
    if (!record || phase.name !== "complete") return;
    return end("finish", { expected_version: record.version, take: back ? undefined : ahead.known() }, "reviewed");
  }

  /** Take a sheet out of the way for good. @param {string} reason */
  function reject(reason) {
    return end("reject", { reason }, "rejected");
  }

  /** Put the record aside with a reason. @param {string} reason @param {string} text */
  function skip(reason, text) {
    return end("skip", { reason, text, key: requestKey() }, "");
  }

  /**
   * End the record's stay on the desk once every answer is there, and take another.
   * @param {"finish" | "reject" | "skip"} how @param {unknown} body @param {string} status what the record is then
   */
  async function end(how, body, status) {
    const { record } = read();
    if (!record) return;
    dispatch({ type: "saving", kind: how });
    await outbox.empty();
    if (read().phase.name !== "saving" || read().record?.record_id !== record.record_id) return; // an answer needs its person
    try {
      const ended = await persist("POST", `/records/${record.record_id}/${how}`, body);
      if (ended && "next" in ended && !back) return lay(ahead.whole(ended.next));
    } catch (error) {
      // Sent twice because the first reply was lost: it is so already.
      if (!(error instanceof Refused) || error.details.status !== status) return lose(error);
    }
    await goOn();
  }

  /** What comes after a record. */
  const goOn = async () => (back ? location.assign(back) : take(null));

  /** Give the record back as it is, once every answer is there. */
  async function giveBack() {
    const { record } = read();
    await outbox.empty();
    if (record) await persist("DELETE", `/records/${record.record_id}/claim`, undefined);
  }

  /** @param {"mine" | "theirs"} keep */
  function settle(keep) {
    const { phase } = read();
    dispatch({ type: `${keep}Kept` });
    if (keep === "theirs" || phase.name !== "clashing") return;
    // What one confirmed is no longer what stands there: it is now one's own text.
    save(phase.kind === "confirmed" ? "typed" : phase.kind);
  }

  /** The record is gone; what was written and not sent stays in sight. @param {unknown} error @param {Answer[]} [more] */
  function lose(error, more = []) {
    if (!(error instanceof Refused)) throw error;
    const { draft } = read();
    const field = current(read());
    const written = [...more, ...outbox.unsent().filter((answer) => !more.includes(answer))].filter((answer) => !["undone", "confirmed"].includes(answer.kind));
    const kept = written.map((answer) => ({ label: answer.label, text: answer.shown }));
    if (field && draft.touched) kept.push({ label: field.label, text: shown(field, draft.text) });
    outbox.clear();
    dispatch({ type: "lost", message: error.message, kept });
  }

  return { start, take, goOn, confirm, settle, skip, reject, save, takeBack, giveBack, lose };
}
