/** @file The group check, put together: crops of one kind, all taken to be right but those that a person marks. */

import { fetchAhead, layCells, seen, showMarks, wordsFor } from "./cells.js";
import { byId, el } from "./dom.js";
import { createEffort } from "./effort.js";
import { hereOf, isOver, nextOf, reduce, shownOf, START } from "./grid_state.js";
import { createGroupWork } from "./group_work.js";
import { layKeyBar } from "./help.js";
import { actionOf, GROUP_KEYMAP } from "./keymap.js";
import { fit, roomIn, scaleOf } from "./layout.js";
import { told } from "./told.js";
import { lastTone, nextTone, showTone } from "./tone.js";
import { t } from "./words.js";

/** @typedef {import("./grid_state.js").Grid} Grid */

const CALM_MS = 400; // an Enter meant for the page before never confirms one that nobody has looked at

/** @type {{ kind: string, look: string, waiting: number, seen: string, options: { value: string, label: string }[] }} */
const kind = JSON.parse(byId("kind").textContent);
const cells = byId("cells");
const read = () => grid;
let grid = START;
let turned = 0;
const effort = createEffort();
const work = createGroupWork(kind.kind, read, dispatch, { effort, tell: told });

/** @param {{ type: string, [detail: string]: any }} action */
function dispatch(action) {
  const before = grid;
  grid = reduce(grid, action);
  const filled = before.entries.length <= before.from && grid.entries.length > grid.from;
  if (grid.from === before.from && !filled) return show();
  turn();
  effort.begin();
  if (!isOver(grid)) focus();
}

/** As many as fit, from where the page begins; nothing that is confirmed lies outside what was shown. */
function turn() {
  byId("over").hidden = true;
  cells.hidden = false;
  const layout = fit(grid.entries.slice(grid.from), roomIn(cells), scaleOf(document.documentElement));
  grid = reduce(grid, { type: "fitted", ...layout });
  layCells(grid, layout);
  show();
  look();
}

/** The page counts as seen once its pictures are there and a moment has passed. */
async function look() {
  turned += 1;
  const now = turned;
  const shown = shownOf(grid);
  const pictures = await seen(shown);
  if (now !== turned || !shown.length) return; // gone on, or back, meanwhile
  for (const { id, isThere } of pictures) if (!isThere && !grid.broken.includes(id)) dispatch({ type: "broke", id });
  fetchAhead(shown, nextOf(grid));
  setTimeout(() => now === turned && dispatch({ type: "looked" }), CALM_MS);
}

function show() {
  const over = isOver(grid);
  showMarks(grid, kind.seen);
  byId("left").textContent = String(grid.left);
  byId("all-right").disabled = !grid.ready || grid.busy || over;
  byId("group").dataset.unsent = String(grid.unsent);
  const count = shownOf(grid).length;
  const words = count ? t("group.page", { count, left: grid.left }) : "";
  if (byId("page").textContent !== words) byId("page").textContent = words;
  byId("over").hidden = !over;
  cells.hidden = byId("all-right").hidden = byId("legend").hidden = over;
  // Not before the last page is there: an Enter too many would lead away.
  if (over && grid.unsent === 0) focus();
}

/** The caret is where the next key press is meant to go. */
function focus() {
  const place = isOver(grid) ? (document.getElementById("following") ?? byId("kinds")) : cells;
  place.focus({ preventScroll: true });
}

/** Another answer by its number: an option (0 for none of them), or the digit itself. @param {number} digit */
function answer(digit) {
  const here = hereOf(grid);
  if (!here || kind.look === "word") return;
  const options = ["", ...here.options.map(({ value }) => value)];
  const text = kind.look === "digit" ? String(digit) : options[digit];
  if (text !== undefined) dispatch({ type: "answered", id: here.field_id, text });
}

/** @param {string} key */
function move(key) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns };
  const to = grid.at + steps[/** @type {"ArrowLeft"} */ (key)];
  const last = grid.from + shownOf(grid).length - 1;
  if (to >= grid.from && to <= last) dispatch({ type: "wentTo", at: to });
}

const turnOdd = () => {
  const here = hereOf(grid);
  if (here && !grid.broken.includes(here.field_id)) dispatch({ type: "turnedOdd", id: here.field_id });
};

/** Go elsewhere once every page that was confirmed is there. @param {string} path */
const leave = (path) => work.sent().then(() => location.assign(path));

/** @type {Record<string, (event: KeyboardEvent | null) => unknown>} */
const ACTIONS = {
  all_right: work.confirm,
  odd: turnOdd,
  instead: (event) => event && answer(Number(event.code.at(-1))),
  move: (event) => event && move(event.key),
  take_back: work.takeBack,
  to_desk: () => hereOf(grid) && leave(`/desk/${hereOf(grid)?.record_id}`),
  kinds: () => leave("/group"),
  tone: () => showTone(nextTone(lastTone())),
  help: () => byId("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  const id = actionOf(event, GROUP_KEYMAP);
  if (id === null || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (!event.repeat || id === "move") ACTIONS[id](event);
});
cells.addEventListener("click", (/** @type {any} */ event) => {
  const cell = event.target.closest(".cell");
  if (!cell) return;
  dispatch({ type: "wentTo", at: Number(cell.id.slice("cell-".length)) });
  turnOdd();
});
byId("all-right").addEventListener("click", () => {
  work.confirm();
  focus();
});
byId("help-close").addEventListener("click", () => byId("help").close());
byId("help").addEventListener("close", focus);
window.addEventListener("resize", () => grid.entries.length > grid.from && turn());
window.addEventListener("beforeunload", (event) => {
  if (grid.unsent > 0) event.preventDefault();
});

const offered = kind.look === "digit" || kind.look === "word" ? [] : ["", ...kind.options.map(({ value }) => value)].slice(0, 10);
const shownAs = /** @type {import("./grid_state.js").Entry} */ (/** @type {unknown} */ ({ options: kind.options }));
byId("legend").append(...[...offered.keys()].toSorted((a, b) => (a || 10) - (b || 10)).map((digit) =>
  el("li", {}, el("kbd", {}, String(digit)), wordsFor(shownAs, offered[digit]))));
if (kind.look === "digit") byId("legend").append(el("li", {}, el("kbd", {}, "0–9"), t("group.digit")));
layKeyBar(byId("keys"), (id) => ACTIONS[id](null), GROUP_KEYMAP);
showTone(lastTone());
dispatch({ type: "began", left: kind.waiting });
focus();
work.stock();
