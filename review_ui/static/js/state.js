/** @file The desk as one value. `reduce` is pure: what a person did or the server answered gives the next desk. */

import { chosen, fieldOf, neighbour, nextStop, ownLeaf } from "./fields.js";

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
};

/** Phases in which the answer belongs to the person; in all others moves and edits are ignored. */
const FREE = new Set(["asking", "doubting", "complete"]);

/** @type {Record<string, (desk: Desk, action: any) => Desk>} */
const PERSON = {
  edited: (desk, { text }) => draft(desk, { text, touched: true, picked: false }),
  picked: (desk, { index }) => {
    const candidate = current(desk)?.candidates[index];
    return candidate ? draft(desk, { text: candidate.text, touched: true, picked: true }) : desk;
  },
  chosen: (desk, { index }) => {
    const field = current(desk);
    const option = field?.options[index];
    if (!field || !option) return desk;
    return draft(desk, { text: chosen(field, desk.draft.text, option.value), touched: true, picked: false });
  },
  undone: (desk) => (desk.at ? enter(desk, desk.at) : desk),
  wentTo: (desk, { key }) => visit(desk, key),
  stepped: (desk, { step }) => (desk.record ? visit(desk, neighbour(desk.record, desk.at, step)) : desk),
  wentBack: (desk) => {
    const visited = desk.at === null ? desk.visited : desk.visited.slice(0, -1);
    const last = visited.at(-1);
    return last === undefined ? desk : enter({ ...desk, visited }, last);
  },
  passed: (desk) => goOn(desk),
};

/** @type {Record<string, (desk: Desk, action: any) => Desk>} */
const SERVER = {
  taking: (desk) => ({ ...desk, phase: { name: "taking", retrying: false } }),
  taken: (desk, { record, claim, waiting }) => goOn({ ...START, view: desk.view, tone: desk.tone, record, claim, waiting }),
  emptied: (desk) => ({ ...START, view: desk.view, tone: desk.tone, phase: { name: "empty" } }),
  saving: (desk, { kind }) => ({ ...desk, phase: { name: "saving", kind, retrying: false } }),
  unreachable: (desk) => ({ ...desk, phase: /** @type {any} */ ({ ...desk.phase, retrying: true }) }),
  saved: (desk, { field }) => goOn(replace(desk, field)),
  doubted: (desk, { reasons }) => ({ ...desk, phase: { name: "doubting", reasons } }),
  clashed: (desk, { theirs, kind }) => ({ ...desk, phase: { name: "clashing", theirs, kind } }),
  theirsKept: (desk) => (desk.phase.name === "clashing" ? goOn(replace(desk, desk.phase.theirs)) : desk),
  mineKept: (desk) => {
    if (desk.phase.name !== "clashing") return desk;
    return { ...replace(desk, desk.phase.theirs), draft: { ...desk.draft, touched: true }, phase: { name: "asking" } };
  },
  lost: (desk, { message }) => ({ ...desk, phase: { name: "lost", message } }),
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
const draft = (desk, next) => (desk.at === null ? desk : { ...desk, draft: next, phase: { name: "asking" } });

/** @param {Desk} desk @returns {Desk} */
function goOn(desk) {
  const key = desk.record ? nextStop(desk.record, desk.at) : null;
  return key === null ? { ...desk, at: null, leaf: null, original: false, phase: { name: "complete" } } : visit(desk, key);
}

/** @param {Desk} desk @param {string} key @returns {Desk} */
function visit(desk, key) {
  return key === desk.at ? desk : enter({ ...desk, visited: [...desk.visited, key] }, key);
}

/** @param {Desk} desk @param {string} key @returns {Desk} */
function enter(desk, key) {
  const field = desk.record && fieldOf(desk.record, key);
  if (!field) return desk;
  return { ...desk, at: key, leaf: null, original: false, draft: { text: field.text, touched: false, picked: false }, phase: { name: "asking" } };
}

/** @param {Desk} desk @param {Field} field @returns {Desk} */
function replace(desk, field) {
  if (!desk.record) return desk;
  const fields = desk.record.fields.map((old) => (old.key === field.key ? field : old));
  return { ...desk, record: { ...desk.record, fields } };
}
