/** @file The desk, put together: events in, one state, pictures of it out. */

import { createAhead } from "./ahead.js";
import { originalUrl } from "./api.js";
import { focusAnswer, layAnswer, layCandidates, showDraft } from "./answer.js";
import { showAsides } from "./asides.js";
import { createNoteDialog, createSkipDialog } from "./dialogs.js";
import { byId, onSubmit } from "./dom.js";
import { createEffort } from "./effort.js";
import { createHeartbeat } from "./heartbeat.js";
import { layKeyBar } from "./help.js";
import { forgetOthers } from "./images.js";
import { actionOf, PURPOSES } from "./keymap.js";
import { centreList, showList } from "./list.js";
import { createLookups } from "./lookups.js";
import { offersOf } from "./offers.js";
import { createPalette, hasVariants } from "./palette.js";
import { showFace, showHeader, showLost, showMessage, showNext, showQuestion, showStanding, showUnsent } from "./panel.js";
import { showLeaf, showNotices } from "./leaves.js";
import { current, reduce, START } from "./state.js";
import { lastTone, nextTone, showTone } from "./tone.js";
import { tidying } from "./typing.js";
import { showUnderstood } from "./understood.js";
import { pick } from "./picking.js";
import { createViewer } from "./viewer.js";
import { createWork } from "./work.js";

const { who = "", name: me = "", back = "" } = byId("desk").dataset;
const read = () => desk;
let desk = { ...START, tone: lastTone() };
const effort = createEffort();
const ahead = createAhead(read);
const work = createWork(read, dispatch, { who, effort, ahead, back });
createHeartbeat(read, effort.last, work.lose);
const look = createLookups(read, dispatch);
const openPalette = createPalette(read, dispatch, byId("answer-place"));
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
  if (moved) effort.begin();
  if (changed || desk.stuck !== before.stuck) showRecord(before);
  if (field && field !== current(before)) showQuestion(desk, field);
  // Only where another field is asked: an input in which somebody writes is never taken away.
  if (field && moved) layAnswer(byId("answer-place"), field, dispatch);
  if (field) {
    layCandidates(byId("candidates"), field, offersOf(desk, field), desk.draft, dispatch);
    showDraft(byId("answer-place"), desk);
    showStanding(desk, field);
    showUnderstood(byId("understood"), desk, field);
    byId("variants").hidden = !hasVariants(field, desk.draft.text);
  }
  if (desk.phase !== before.phase || desk.notice !== before.notice) showMessage(desk, work.settle);
  showFace(desk);
  showUnsent(desk);
  if (desk.phase !== before.phase) showLost(desk);
  if (changed) showAsides(byId("asides"), desk);
  if (moved) centreList(byId("fields"));
  viewer.show(desk);
  showTone(desk.tone);
  showLeaf(byId("leaf"), desk);
  focus(before, moved);
  look();
  if (!back) ahead.look();
}

/** @param {import("./types.js").Desk} before */
function showRecord(before) {
  showHeader(desk);
  showNotices(byId("notices"), desk);
  showNext(desk);
  showList(byId("fields"), desk, (key) => dispatch({ type: "wentTo", key }));
  if (desk.record?.record_id === before.record?.record_id) return;
  if (desk.record) forgetOthers(desk.record.record_id);
  history.replaceState(null, "", desk.record ? `/desk/${desk.record.record_id}${location.search}` : "/desk");
}

/** The caret is always where the next key press is meant to go. @param {typeof desk} before @param {boolean} moved */
function focus(before, moved) {
  const { name } = desk.phase;
  if (moved) byId("question").scrollIntoView({ block: "nearest" }); // where the page is in one column
  const isNew = moved || name !== before.phase.name;
  if (document.querySelector("dialog[open]")) return;
  if (name === "clashing" && isNew) byId("keep-theirs").focus();
  else if (name === "complete" && isNew) byId("finish").focus();
  else if (name === "lost" && isNew) byId("lost-next").focus();
  else if (name === "empty" && isNew) byId("empty-queue").focus();
  else if (name === "doubting" && moved) focusAnswer(byId("answer-place"), desk);
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
  not_applicable: () => free() && work.save("not_applicable"),
  struck_out: () => free() && work.save("struck_out"),
  variants: () => free() && openPalette(),
  skip: () => isOpen() && skipDialog.open(),
  note: () => isOpen() && noteDialog.open(),
  retract: () => isOpen() && work.takeBack(),
  reject: () => {
    if (!isOpen()) return;
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

const isOpen = () => desk.record !== null && ["asking", "doubting", "complete"].includes(desk.phase.name);
const free = () => current(desk) !== undefined && ["asking", "doubting"].includes(desk.phase.name);

/** @param {string} id @param {KeyboardEvent} [event] */
function run(id, event) {
  ACTIONS[id](event);
  if (PURPOSES.seeing.includes(id)) byId("viewer").scrollIntoView({ block: "nearest" }); // where it lies below
  if (free() && !document.querySelector("dialog[open]")) focusAnswer(byId("answer-place"), desk);
}

document.addEventListener("keydown", (event) => {
  const id = actionOf(event);
  if (id === null || document.querySelector("dialog[open]")) return;
  if (id === "pick") {
    if (free()) pick(desk, event, dispatch);
    else if (event.altKey) event.preventDefault();
    return;
  }
  if (id === "retract" && event.ctrlKey && desk.draft.touched) return; // the input's own undo
  event.preventDefault();
  run(id, event);
});

onSubmit("question-form", () => {
  dispatch(tidying(desk, current(desk)));
  work.confirm();
});
onSubmit("complete", () => work.confirm());
onSubmit("lost", work.goOn);
onSubmit("reject-form", () => {
  byId("reject").close();
  work.reject(byId("reject-reason").value);
});
const skipDialog = createSkipDialog(work.skip, work.giveBack);
const noteDialog = createNoteDialog(read, (notes) => dispatch({ type: "noted", notes }));
for (const id of ["help", "reject", "skip", "note", "palette"]) {
  byId(`${id}-close`).addEventListener("click", () => byId(id).close());
  byId(id).addEventListener("close", () => free() && focusAnswer(byId("answer-place"), desk));
}
window.addEventListener("beforeunload", (event) => {
  if ((desk.draft.touched && desk.at !== null) || desk.stuck) event.preventDefault();
});

for (const tool of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-tool]"))) {
  tool.addEventListener("click", () => run(String(tool.dataset.tool)));
}
for (const id of ["candidates", "variants", "fields", "keys", "tools"]) {
  byId(id).addEventListener("mousedown", (/** @type {any} */ event) => {
    if (event.target.closest("button")) event.preventDefault(); // a click leaves the caret in the answer
  });
}
byId("crop").addEventListener("mousedown", (/** @type {MouseEvent} */ event) => event.preventDefault());
byId("variants").addEventListener("click", () => run("variants"));
layKeyBar(byId("keys"), run);
const wanted = byId("desk").dataset.record;
dispatch({ type: "came", me });
work.start(wanted ? Number(wanted) : null);
