/** @file The desk as one value. `reduce` is pure: what a person did or the server answered gives the next desk. */

import { chosen, fieldOf, neighbour, nextStop, ownLeaf } from "./fields.js";
import { offersOf } from "./offers.js";
import { answered, labelOf, replace, settled, takenBack } from "./pending.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Field} Field */

/** @type {Desk} */
export const START = {
  record: null,
  claim: null,
  waiting: 0,
  at: null,
  draft: { text: "", touched: false, picked: false },
  phase: { name: "taking", retrying: false },
  view: "field",
  leaf: null,
  original: false,
  tone: "scanned",
  visited: [],
  me: "",
  unsent: 0,
  stuck: false,
  done: [],
  notice: null,
  towns: {},
  meaning: null,
};

/** Phases in which the answer belongs to the person; in all others moves and edits are ignored. */
const FREE = new Set(["asking", "doubting", "complete"]);

/** @type {Record<string, (desk: Desk, action: any) => Desk>} */
const PERSON = {
  edited: (desk, { text }) => draft(desk, { text, touched: true, picked: false }),
  picked: (desk, { index }) => {
    const field = current(desk);
    const offer = field && offersOf(desk, field)[index];
    return offer ? draft(desk, { text: offer.text, touched: true, picked: offer.from === "machine", as: offer.as }) : desk;
  },
  tidied: (desk, { key, text }) => {
    const own = key === desk.at && desk.draft.touched && !desk.draft.picked && text !== desk.draft.text;
    return own ? draft(desk, { ...desk.draft, text }) : desk;
  },
  chosen: (desk, { index }) => {
    const field = current(desk);
    const option = field?.options[index];
    if (!field || !option) return desk;
    return draft(desk, { text: chosen(field, desk.draft.text, option.value), touched: true, picked: false });
  },
  undone: (desk) => (desk.at ? enter(desk, desk.at) : desk),
  wentTo: (desk, { key }) => (desk.record && fieldOf(desk.record, key)?.check.locked ? desk : visit(desk, key)),
  saidNothing: (desk) => ({ ...desk, notice: { name: "unsaid", label: current(desk)?.label ?? "" } }),
  stepped: (desk, { step }) => (desk.record ? visit(desk, neighbour(desk.record, desk.at, step)) : desk),
  wentBack: (desk) => {
    const visited = desk.at === null ? desk.visited : desk.visited.slice(0, -1);
    const last = visited.at(-1);
    return last === undefined ? desk : enter({ ...desk, visited }, last);
  },
  passed: (desk) => goOn({ ...desk, notice: null }),
  answered: (desk, { kind }) => {
    const field = current(desk);
    if (!field) return desk;
    const done = [...desk.done, { key: field.key, earlier: { ...field, trouble: null } }];
    return goOn({ ...replace(desk, answered(field, kind, desk.draft.text, desk.me)), done, notice: null });
  },
  tookBack: (desk, { key, earlier, unsent }) => {
    const field = desk.record && fieldOf(desk.record, key);
    if (!field) return desk;
    const stands = unsent ? earlier : takenBack(field, earlier);
    const back = { ...replace(desk, stands), done: desk.done.slice(0, -1), notice: null };
    return enter(key === desk.at ? back : { ...back, visited: [...back.visited, key] }, key);
  },
};

/** @type {Record<string, (desk: Desk, action: any) => Desk>} */
const SERVER = {
  taking: (desk) => ({ ...desk, phase: { name: "taking", retrying: false } }),
  came: (desk, { me }) => ({ ...desk, me }),
  taken: (desk, { record, claim, waiting, unsent }) => {
    const taken = { ...START, view: desk.view, tone: desk.tone, me: desk.me, unsent: desk.unsent, stuck: desk.stuck, record, claim, waiting };
    return goOn((unsent ?? []).reduce(restored, taken));
  },
  emptied: (desk) => ({ ...START, view: desk.view, tone: desk.tone, me: desk.me, phase: { name: "empty" } }),
  saving: (desk, { kind }) => ({ ...desk, phase: { name: "saving", kind, retrying: false } }),
  unreachable: (desk) => ({ ...desk, phase: /** @type {any} */ ({ ...desk.phase, retrying: true }) }),
  sending: (desk, { unsent, stuck }) => ({ ...desk, unsent, stuck }),
  saved: (desk, { field }) => {
    const local = desk.record && fieldOf(desk.record, field.key);
    if (!local) return desk;
    const next = replace(desk, settled(local, field));
    return field.key === desk.at && !desk.draft.touched && desk.phase.name === "asking" ? enter(next, field.key) : next;
  },
  doubted: (desk, { key, reasons, text, prompt }) => {
    const local = desk.record && fieldOf(desk.record, key);
    if (!local) return desk;
    const before = local.before ?? local;
    return troubled(desk, { ...before, trouble: { name: "doubting", reasons, text } }, "doubted", prompt);
  },
  clashed: (desk, { theirs, kind, text, prompt }) =>
    troubled(desk, { ...theirs, trouble: { name: "clashing", theirs, kind, text } }, "clashed", prompt),
  notTakenBack: (desk, { field }) => {
    const next = /** @type {Desk} */ ({ ...replace(desk, field), notice: { name: "kept", label: field.label } });
    return field.key === desk.at && !desk.draft.touched ? enter(next, field.key) : next;
  },
  theirsKept: (desk) => (desk.phase.name === "clashing" ? goOn(replace(desk, desk.phase.theirs)) : desk),
  mineKept: (desk) => {
    if (desk.phase.name !== "clashing") return desk;
    return { ...replace(desk, desk.phase.theirs), draft: { ...desk.draft, touched: true }, phase: { name: "asking" } };
  },
  lost: (desk, { message, kept }) => ({ ...(desk.record ? unanswered(desk, desk.record) : desk), phase: { name: "lost", message, kept } }),
  noted: (desk, { notes }) => (desk.record ? { ...desk, record: { ...desk.record, notes } } : desk),
  townsFound: (desk, { code, areas }) => ({ ...desk, towns: { ...desk.towns, [code]: areas } }),
  understood: (desk, { meaning }) => ({ ...desk, meaning }),
  viewed: (desk) => {
    if (desk.leaf !== null || desk.original) return { ...desk, leaf: null, original: false };
    return { ...desk, view: desk.view === "field" ? "page" : "field" };
  },
  originalTurned: (desk) => (desk.record ? { ...desk, original: !desk.original } : desk),
  toned: (desk, { tone }) => ({ ...desk, tone }),
  turned: (desk) => {
    if (!desk.record) return desk;
    const own = ownLeaf(desk.record, current(desk));
    const others = [...desk.record.pages.keys()].filter((leaf) => leaf !== own);
    return { ...desk, leaf: others[others.indexOf(desk.leaf ?? -1) + 1] ?? null };
  },
};

/**
 * The next desk.
 * @param {Desk} desk @param {{ type: string, [detail: string]: any }} action @returns {Desk}
 */
export function reduce(desk, action) {
  if (action.type in SERVER) return SERVER[action.type](desk, action);
  if (action.type in PERSON) return FREE.has(desk.phase.name) ? PERSON[action.type](desk, action) : desk;
  throw new Error(`unknown action ${action.type}`);
}

/** The field being answered. @param {Desk} desk @returns {Field | undefined} */
export const current = (desk) => (desk.record ? fieldOf(desk.record, desk.at) : undefined);

/** @param {Desk} desk @param {Desk["draft"]} next @returns {Desk} */
const draft = (desk, next) => (desk.at === null ? desk
  : { ...desk, draft: next, phase: { name: "asking" }, notice: desk.notice?.name === "unsaid" ? null : desk.notice });

/** @param {Desk} desk @returns {Desk} */
function goOn(desk) {
  const key = desk.record ? nextStop(desk.record, desk.at) : null;
  return key === null ? { ...desk, at: null, leaf: null, original: false, phase: { name: "complete" } } : visit(desk, key);
}

/** @param {Desk} desk @param {string} key @returns {Desk} */
function visit(desk, key) {
  return key === desk.at ? desk : enter({ ...desk, visited: [...desk.visited, key] }, key);
}

/**
 * A field whose answer was not accepted. The desk goes back to it at once where the person has not begun anything else
 * (`prompt`) or has nothing left to do; otherwise it becomes one of the next stops, and a line tells of it.
 * @param {Desk} desk @param {Field} field @param {"doubted" | "clashed"} name @param {boolean} prompt @returns {Desk}
 */
function troubled(desk, field, name, prompt) {
  // What was refused is no answer to take back; those before it on the same field are, unless somebody else's stands there.
  const stays = (/** @type {Field} */ earlier) => name === "doubted" && earlier.version < field.version;
  const done = desk.done.filter(({ key, earlier }) => key !== field.key || stays(earlier));
  const next = /** @type {Desk} */ ({ ...replace(desk, field), done });
  const isOver = desk.phase.name === "complete" || desk.phase.name === "saving";
  const isIdle = prompt && !desk.draft.touched && desk.phase.name === "asking";
  if (isOver || isIdle) return enter({ ...next, visited: [...desk.visited, field.key] }, field.key);
  if (desk.at === field.key) return { ...enter(next, field.key), draft: desk.draft.touched ? desk.draft : enter(next, field.key).draft };
  return { ...next, notice: { name, label: labelOf(/** @type {any} */ (desk.record), field.key) } };
}

/** The desk as the server last told it: what was not sent is no answer. @param {Desk} desk @param {import("./types.js").DeskRecord} record */
const unanswered = (desk, record) => ({ ...desk, record: { ...record, fields: record.fields.map((field) => field.before ?? field) } });

/** An answer that was left unsent when the page went away, if the field still stands as it did. @param {Desk} desk @param {any} answer */
function restored(desk, answer) {
  const field = desk.record && fieldOf(desk.record, answer.key);
  if (!field || field.version !== answer.expected_version || answer.kind === "undone") return desk;
  return replace(desk, answered(field, answer.kind, answer.text, desk.me));
}

/** @param {Desk} desk @param {string} key @returns {Desk} */
function enter(desk, key) {
  const field = desk.record && fieldOf(desk.record, key);
  if (!field) return desk;
  const { trouble } = field;
  return {
    ...desk,
    at: key,
    leaf: null,
    original: false,
    draft: { text: trouble ? trouble.text : field.text, touched: Boolean(trouble), picked: false },
    phase: trouble ?? { name: "asking" },
    notice: desk.notice?.label === field.label ? null : desk.notice,
  };
}
