/** @file The counter's sheets as this page knows them, and how events change that. Pure. */

/** @typedef {import("./types.js").CounterSheet} CounterSheet */
/** @typedef {import("./types.js").SheetState} SheetState */
/** @typedef {import("./types.js").Outgoing} Outgoing */

/**
 * `at` is the key of the sheet that is looked at; `told` says of sheets what was said when they were sent again.
 * @typedef {{ sheets: CounterSheet[], outgoing: Outgoing[], at: string | null, told: Record<number, string> }} Counter
 */

/** Stages after which a sheet changes only by people's hands. */
export const SETTLED = ["done", "refused", "failed", "dropped"];

/** @param {CounterSheet | Outgoing} one */
export const keyOf = (one) => ("sheet_id" in one ? `s${one.sheet_id}` : `o${one.id}`);

/** What stands in the list: what is still on its way first, then the sheets, the last first. @param {Counter} counter */
export const listed = (counter) => [...counter.outgoing.toReversed(), ...counter.sheets];

/** The sheet, or the file on its way, that is looked at. @param {Counter} counter */
export const current = (counter) => listed(counter).find((one) => keyOf(one) === counter.at) ?? null;

/**
 * @param {Counter} counter @param {any} action
 * @returns {Counter}
 */
export function reduce(counter, action) {
  switch (action.type) {
    case "listed": return kept({ ...counter, sheets: merged(counter.sheets, action.sheets) });
    case "told": return kept({ ...counter, sheets: told(counter.sheets, action) });
    case "fetched": return kept({ ...counter, sheets: withSheet(counter.sheets, action.sheet) });
    case "chose": return { ...counter, at: action.key };
    case "stepped": return stepped(counter, action.step);
    case "queued": return { ...counter, outgoing: [...counter.outgoing, ...action.files], at: keyOf(action.files[0]) };
    case "sending": return changed(counter, action.id, { state: "sending", message: "", tries: action.tries });
    case "stuck": return changed(counter, action.id, { state: action.state, message: action.message });
    case "sent": return sent(counter, action);
    case "forgot": return kept({ ...counter, outgoing: counter.outgoing.filter((one) => one.id !== action.id) });
    default: return counter;
  }
}

/** @param {Counter} counter @param {number} id @param {Partial<Outgoing>} change @returns {Counter} */
const changed = (counter, id, change) =>
  ({ ...counter, outgoing: counter.outgoing.map((one) => (one.id === id ? { ...one, ...change } : one)) });

/** The file is a sheet now; whoever looked at it goes on looking. @param {Counter} counter @param {any} action @returns {Counter} */
function sent(counter, { id, sheet, earlier }) {
  return {
    sheets: withSheet(counter.sheets, sheet),
    outgoing: counter.outgoing.filter((one) => one.id !== id),
    at: counter.at === `o${id}` ? keyOf(sheet) : counter.at,
    told: earlier === null ? counter.told : { ...counter.told, [sheet.sheet_id]: earlier },
  };
}

/** Somebody is always looked at, where there is anybody. @param {Counter} counter @returns {Counter} */
function kept(counter) {
  if (current(counter) !== null) return counter;
  const first = listed(counter)[0];
  return { ...counter, at: first ? keyOf(first) : null };
}

/** @param {Counter} counter @param {number} step @returns {Counter} */
function stepped(counter, step) {
  const all = listed(counter);
  const here = all.findIndex((one) => keyOf(one) === counter.at);
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  return next ? { ...counter, at: keyOf(next) } : counter;
}

/** @param {CounterSheet[]} sheets @param {CounterSheet} sheet */
function withSheet(sheets, sheet) {
  const others = sheets.filter((one) => one.sheet_id !== sheet.sheet_id);
  return merged(sheets, [...others, sheet].sort((a, b) => b.sheet_id - a.sheet_id));
}

/** The new list, with the old objects where nothing changed: what is drawn already stays. @param {CounterSheet[]} old @param {CounterSheet[]} fresh */
function merged(old, fresh) {
  const known = new Map(old.map((sheet) => [sheet.sheet_id, sheet]));
  return fresh.map((sheet) => {
    const before = known.get(sheet.sheet_id);
    return before && JSON.stringify(before) === JSON.stringify(sheet) ? before : sheet;
  });
}

/** Stages and numbers as they were told; sheets that left the day's list leave this one. @param {CounterSheet[]} sheets @param {{ sheets: SheetState[], listed: number[] }} told */
function told(sheets, { sheets: states, listed: ids }) {
  const known = new Map(states.map((state) => [state.sheet_id, state]));
  const last = Math.max(0, ...ids); // what was sent meanwhile is not in the list yet
  return sheets.filter((sheet) => sheet.sheet_id > last || ids.includes(sheet.sheet_id)).map((sheet) => {
    const state = known.get(sheet.sheet_id);
    if (!state || !isNews(sheet, state)) return sheet;
    const { stage, pages_done, page_count } = state;
    return SETTLED.includes(stage) ? sheet : { ...sheet, stage, pages_done, page_count };
  });
}

/**
 * Which of the sheets told of have to be asked for, because numbers do not tell enough.
 * @param {CounterSheet[]} sheets @param {{ sheets: SheetState[], listed: number[] }} told @returns {number[]}
 */
export function wanted(sheets, { sheets: states, listed: ids }) {
  const known = new Map(sheets.map((sheet) => [sheet.sheet_id, sheet]));
  const asked = states.filter((state) => {
    const sheet = known.get(state.sheet_id);
    return !sheet || (isNews(sheet, state) && SETTLED.includes(state.stage));
  });
  return [...new Set([...asked.map((state) => state.sheet_id), ...ids.filter((id) => !known.has(id))])];
}

/** @param {CounterSheet} sheet @param {SheetState} state */
function isNews(sheet, state) {
  const records = sheet.records.map((one) => [one.record_id, one.status, one.open_fields, one.held_by !== null]);
  const here = [sheet.stage, sheet.pages_done, sheet.page_count, sheet.refusals.length, sheet.is_handed_over, records];
  const there = [state.stage, state.pages_done, state.page_count, state.refusals, state.is_handed_over, state.records];
  return JSON.stringify(here) !== JSON.stringify(there);
}
