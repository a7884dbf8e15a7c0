/** @file The group check as one value. `reduce` is pure. */

/**
 * A field of the kind with the machine's answer; `crop_mm` is the width and height of its crop.
 * @typedef {{ field_id: number, record_id: number, key: string, label: string, title: string, text: string, version: number,
 *   options: { value: string, label: string }[], crop_mm: [number, number] }} Entry
 *
 * A page that was confirmed: its fields, those put down for the desk, and once the server has it, the settled ones' versions.
 * @typedef {{ number: number, from: number, size: number, odd: number[], versions: Record<number, number> | null }} Page
 *
 * `from`, `size` tell the page that is shown, `at` the crop that the keys mean, all counted in `entries`; `marks` has for
 * a field null where it is odd, or another answer; `ready` once a page has been looked at for a moment; `after` is null
 * when the server has no more.
 * @typedef {{ entries: Entry[], after: string | null, from: number, size: number, columns: number, at: number, left: number,
 *   marks: Record<number, string | null>, broken: number[], ready: boolean, busy: boolean, pages: Page[], unsent: number }} Grid
 */

/** @type {Grid} */
export const START = {
  entries: [], after: "", from: 0, size: 0, columns: 1, at: 0, left: 0,
  marks: {}, broken: [], ready: false, busy: false, pages: [], unsent: 0,
};

/** The crops in sight. @param {Grid} grid */
export const shownOf = (grid) => grid.entries.slice(grid.from, grid.from + grid.size);

/** Those that come next, to be fetched ahead. @param {Grid} grid */
export const nextOf = (grid) => grid.entries.slice(grid.from + grid.size, grid.from + grid.size * 2);

/** Whether every field was shown. @param {Grid} grid */
export const isOver = (grid) => grid.after === null && grid.from >= grid.entries.length;

/** The crop that the keys mean. @param {Grid} grid @returns {Entry | undefined} */
export const hereOf = (grid) => grid.entries[grid.at];

/** @param {Grid} grid @param {{ type: string, [detail: string]: any }} action @returns {Grid} */
export function reduce(grid, action) {
  switch (action.type) {
    case "began": return { ...grid, left: action.left };
    case "came": return { ...grid, entries: [...grid.entries, ...action.fields], after: action.next_after };
    case "fitted": return fitted(grid, action);
    case "looked": return { ...grid, ready: true };
    case "broke": return { ...grid, broken: [...grid.broken, action.id] };
    case "wentTo": return { ...grid, at: inSight(grid, action.at) };
    case "turnedOdd": return marked(grid, action.id, grid.marks[action.id] === undefined ? null : undefined);
    case "answered": return marked(grid, action.id, action.text);
    case "confirmed": return confirmed(grid, action.number);
    case "saved": return saved(grid, action.number, action.reply);
    case "refused": return { ...grid, pages: grid.pages.filter((page) => page.number !== action.number), unsent: grid.unsent - 1 };
    case "takingBack": return { ...grid, busy: true };
    case "notTakenBack": return { ...grid, busy: false };
    case "tookBack": return tookBack(grid, action.page, action.reply);
    default: throw new Error(`unknown action ${action.type}`);
  }
}

/** @param {Grid} grid @param {number} at */
const inSight = (grid, at) => Math.max(grid.from, Math.min(at, grid.from + shownOf(grid).length - 1));

/** So many fit, of those that are there; the crop that the keys mean stays in sight. @param {Grid} grid @param {any} room */
function fitted(grid, { columns, size }) {
  const next = { ...grid, columns, size: Math.min(size, Math.max(0, grid.entries.length - grid.from)), ready: false };
  return { ...next, at: inSight(next, grid.at) };
}

/** @param {Grid} grid @param {number} id @param {string | null | undefined} mark @returns {Grid} */
function marked(grid, id, mark) {
  const { [id]: _, ...others } = grid.marks;
  const entry = grid.entries.find((one) => one.field_id === id);
  const isRight = mark === undefined || mark === entry?.text || mark === grid.marks[id];
  return { ...grid, marks: isRight ? others : { ...others, [id]: mark } };
}

/** The fields of a page that a person can speak of: a crop that was not seen says nothing. @param {Grid} grid */
export const judged = (grid) => shownOf(grid).filter((entry) => !grid.broken.includes(entry.field_id));

/** @param {Grid} grid @param {number} number @returns {Grid} */
function confirmed(grid, number) {
  const odd = judged(grid).filter((entry) => grid.marks[entry.field_id] === null).map((entry) => entry.field_id);
  const page = { number, from: grid.from, size: shownOf(grid).length, odd, versions: null };
  const from = grid.from + page.size;
  return {
    ...grid, from, at: from, ready: false, unsent: grid.unsent + 1,
    left: Math.max(0, grid.left - page.size), pages: [...grid.pages, page],
  };
}

/** @param {Grid} grid @param {number} number @param {any} reply @returns {Grid} */
function saved(grid, number, reply) {
  const pages = grid.pages.map((page) => (page.number === number ? { ...page, versions: versionsOf(reply) } : page));
  return { ...grid, pages, unsent: grid.unsent - 1 };
}

/** @param {{ settled: { field_id: number, version: number }[] }} reply @returns {Record<number, number>} */
const versionsOf = ({ settled }) => Object.fromEntries(settled.map(({ field_id, version }) => [field_id, version]));

/** The page is shown again with its marks, without what others have taken over. @param {Grid} grid @param {Page} page @param {any} reply @returns {Grid} */
function tookBack(grid, page, reply) {
  const versions = versionsOf(reply);
  const stays = new Set([...Object.keys(versions).map(Number), ...page.odd, ...grid.broken]);
  const again = grid.entries.slice(page.from, page.from + page.size)
    .filter(({ field_id: id }) => stays.has(id))
    .map((entry) => ({ ...entry, version: versions[entry.field_id] ?? entry.version }));
  const entries = [...grid.entries.slice(0, page.from), ...again, ...grid.entries.slice(page.from + page.size)];
  return {
    ...grid, entries, from: page.from, at: page.from, ready: false, busy: false,
    left: grid.left + again.length, pages: grid.pages.filter((one) => one !== page),
  };
}
