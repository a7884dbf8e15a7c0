/** @file The desk, put together: events in, one state, pictures of it out. */

import { originalUrl } from "./api.js";
import { focusAnswer, layAnswer, layCandidates, showDraft } from "./answer.js";
import { byId } from "./dom.js";
import { layKeyBar } from "./help.js";
import { forgetOthers } from "./images.js";
import { actionOf, digitOf, PURPOSES } from "./keymap.js";
import { centreList, showList } from "./list.js";
import { showFace, showHeader, showMessage, showNext, showQuestion, showStanding } from "./panel.js";
import { showLeaf, showNotices } from "./leaves.js";
import { current, reduce, START } from "./state.js";
import { lastTone, nextTone, showTone } from "./tone.js";
import { createViewer } from "./viewer.js";
import { createWork } from "./work.js";

let desk = { ...START, tone: lastTone() };
const work = createWork(() => desk, dispatch);
const viewer = createViewer(byId("viewer"), (key) => dispatch({ type: "wentTo", key }));

/** @param {{ type: string, [detail: string]: any }} action */
function dispatch(action) {
  const before = desk;
  desk = reduce(desk, action);
  if (desk !== before) show(before);
}

/** @param {import("./types.js").Desk} before */
function show(before) {
  const field = current(desk);
  const moved = desk.at !== before.at || desk.record?.record_id !== before.record?.record_id;
  const changed = moved || desk.record !== before.record;
  if (changed) showRecord(before);
  if (field && changed) {
    showQuestion(desk, field);
    layAnswer(byId("answer-place"), field, dispatch);
  }
  if (field) {
    layCandidates(byId("candidates"), field, desk.draft.text, dispatch);
    showDraft(byId("answer-place"), desk);
    showStanding(desk, field);
  }
  showMessage(desk, work.settle);
  showFace(desk);
  if (changed) centreList(byId("fields"));
  viewer.show(desk);
  showTone(desk.tone);
  showLeaf(byId("leaf"), desk);
  focus(before, moved);
}

/** @param {import("./types.js").Desk} before */
function showRecord(before) {
  showHeader(desk);
  showNotices(byId("notices"), desk);
  showNext(desk);
  showList(byId("fields"), desk, (key) => dispatch({ type: "wentTo", key }));
  if (desk.record?.record_id === before.record?.record_id) return;
  if (desk.record) forgetOthers(desk.record.record_id);
  history.replaceState(null, "", desk.record ? `/desk/${desk.record.record_id}` : "/desk");
}

/** The caret is always where the next key press is meant to go. @param {typeof desk} before @param {boolean} moved */
function focus(before, moved) {
  const { name } = desk.phase;
  if (moved) byId("question").scrollIntoView({ block: "nearest" }); // where the page is in one column
  if (name === "clashing" && before.phase.name !== "clashing") byId("keep-theirs").focus();
  else if (name === "complete") byId("finish").focus();
  else if (name === "lost") byId("lost-next").focus();
  else if (name === "empty") byId("empty-queue").focus();
  else if (name === "asking" && (moved || before.phase.name === "saving" || before.phase.name === "clashing")) {
    focusAnswer(byId("answer-place"), desk);
  }
}

/** @type {Record<string, (event?: KeyboardEvent) => unknown>} */
const ACTIONS = {
  help: () => byId("help").showModal(),
  view: () => dispatch({ type: "viewed" }),
  turn: () => dispatch({ type: "turned" }),
  tone: () => dispatch({ type: "toned", tone: nextTone(desk.tone) }),
  larger: viewer.larger,
  smaller: viewer.smaller,
  pan: (event) => event && viewer.pan(event.key),
  home: viewer.home,
  original: () => dispatch({ type: "originalTurned" }),
  file: () => desk.record && window.open(originalUrl(desk.record.record_id), "_blank", "noopener"),
  back: () => dispatch({ type: "wentBack" }),
  blank: () => free() && work.save("blank"),
  illegible: () => free() && work.save("illegible"),
  skip: () => work.skip(),
  reject: () => {
    if (!desk.record || !["asking", "doubting", "complete"].includes(desk.phase.name)) return;
    byId("reject-reason").value = "";
    byId("reject").showModal();
  },
  up: () => dispatch({ type: "stepped", step: -1 }),
  down: () => dispatch({ type: "stepped", step: 1 }),
  undo: () => {
    dispatch({ type: "undone" });
    // The caret comes back with the machine's text selected.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  },
};

const free = () => current(desk) !== undefined && ["asking", "doubting"].includes(desk.phase.name);

/** @param {string} id @param {KeyboardEvent} [event] */
function run(id, event) {
  ACTIONS[id](event);
  if (PURPOSES.seeing.includes(id)) byId("viewer").scrollIntoView({ block: "nearest" }); // where it lies below
  if (free() && !document.querySelector("dialog[open]")) focusAnswer(byId("answer-place"), desk);
}

/**
 * Whether a digit may pick: always with Alt; alone for options, and for candidates while the machine's text is
 * untouched in a field whose answers are not made of digits.
 * @param {KeyboardEvent} event
 */
function mayPick(event) {
  const field = current(desk);
  if (!field || !free()) return false;
  return event.altKey || field.options.length > 0 || (field.input === "text" && !desk.draft.touched);
}

/** @param {KeyboardEvent} event */
function pick(event) {
  const field = current(desk);
  const index = Number(digitOf(event)) - 1;
  const there = field && (field.options.length ? index < field.options.length : index < field.candidates.length);
  if (!mayPick(event) || !there) return event.altKey && event.preventDefault();
  event.preventDefault();
  dispatch({ type: field.options.length ? "chosen" : "picked", index });
}

document.addEventListener("keydown", (event) => {
  const id = actionOf(event);
  if (id === null || document.querySelector("dialog[open]")) return;
  if (id === "pick") {
    pick(event);
    return;
  }
  event.preventDefault();
  run(id, event);
});

/** @param {string} id @param {() => unknown} act */
const onSubmit = (id, act) =>
  byId(id).addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    act();
  });

onSubmit("question-form", () => work.confirm());
onSubmit("complete", () => work.confirm());
onSubmit("lost", () => work.take(null));
onSubmit("reject-form", () => {
  byId("reject").close();
  work.reject(byId("reject-reason").value);
});
for (const id of ["help", "reject"]) {
  byId(`${id}-close`).addEventListener("click", () => byId(id).close());
  byId(id).addEventListener("close", () => free() && focusAnswer(byId("answer-place"), desk));
}
window.addEventListener("beforeunload", (event) => {
  if (desk.draft.touched && desk.at !== null) event.preventDefault();
});

for (const tool of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-tool]"))) {
  tool.addEventListener("click", () => run(String(tool.dataset.tool)));
}
for (const id of ["candidates", "fields", "keys", "tools"]) {
  byId(id).addEventListener("mousedown", (/** @type {any} */ event) => {
    if (event.target.closest("button")) event.preventDefault(); // a click leaves the caret in the answer
  });
}
byId("crop").addEventListener("mousedown", (/** @type {MouseEvent} */ event) => event.preventDefault());
layKeyBar(byId("keys"), run);
const wanted = byId("desk").dataset.record;
work.take(wanted ? Number(wanted) : null);
