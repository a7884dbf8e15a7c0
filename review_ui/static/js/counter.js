/** @file The counter, put together: sheets come in, are watched, and go on. */

import { call, Refused, Unreachable } from "./api.js";
import { firstWaiting, showList, standing, titleOf } from "./counter_list.js";
import { openDoor } from "./door.js";
import { deskOf, fetchSheet, printOf, showSheet } from "./counter_sheet.js";
import { byId, onSubmit } from "./dom.js";
import { layKeyBar } from "./help.js";
import { actionOf, COUNTER_KEYMAP } from "./keymap.js";
import { createNews } from "./news.js";
import { requestKey } from "./persist.js";
import { createSending } from "./sending.js";
import { current, keyOf, reduce, wanted } from "./sheets.js";
import { createWebcam } from "./webcam.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").CounterSheet} CounterSheet */

const MANY = 8; // more are asked for all at once
const HERE = "madoguchi.counter"; // the sheet that was looked at before going to the desk

/** @type {{ sheets: CounterSheet[], forms: import("./types.js").Form[], most_bytes: number }} */
const start = JSON.parse(byId("start").textContent);
const review = byId("sheet").dataset.review === "yes";
/** @type {import("./sheets.js").Counter} */
let counter = { sheets: [], outgoing: [], at: sessionStorage.getItem(HERE), told: {} };
/** @type {number | null} the sheet that the next file takes the place of */
let replaced = null;
/** @type {unknown} what is drawn at the right */
let drawn = null;

/** @param {any} action */
function dispatch(action) {
  const before = counter;
  counter = reduce(counter, action);
  if (counter !== before) show();
}

function show() {
  showList(byId("sheets"), counter, (key) => dispatch({ type: "chose", key }));
  byId("count").textContent = String(counter.sheets.length);
  const one = current(counter);
  byId("nothing").hidden = one !== null;
  byId("sheet").hidden = one === null;
  if (one === drawn || one === null) return;
  const isAnother = drawn === null || keyOf(/** @type {any} */ (drawn)) !== keyOf(one);
  const spoken = `${titleOf(one)}：${standing(one).words}`;
  if (byId("spoken").textContent !== spoken) byId("spoken").textContent = spoken;
  showSheet(byId("sheet"), one, "sheet_id" in one ? counter.told[one.sheet_id] : undefined, { review, forms: start.forms, run, onRead });
  if (isAnother) byId("task").scrollTop = 0;
  drawn = one;
  if ("sheet_id" in one) sessionStorage.setItem(HERE, keyOf(one));
}

/** @param {CounterSheet} sheet */
const onRead = (sheet) => dispatch({ type: "fetched", sheet });

/** Ask for sheets of which numbers do not tell enough. @param {number[]} ids */
async function ask(ids) {
  if (ids.length > MANY) return askAll();
  for (const id of ids) await quietly(async () => onRead(await fetchSheet(id)));
}

const askAll = () => quietly(async () => dispatch({ type: "listed", ...await call("GET", "/counter/sheets") }));

/** Do something again at the next news where the server cannot be reached now. @param {() => Promise<unknown>} act */
async function quietly(act) {
  try {
    await act();
    byId("line").textContent = "";
  } catch (error) {
    if (error instanceof Unreachable) byId("line").textContent = t("counter.line_gone");
    else if (!(error instanceof Refused)) throw error; // a sheet that is not there any more
  }
}

/** Do something with the sheet that is looked at; what the server says of it is shown. @param {string} what @param {unknown} [body] */
async function act(what, body) {
  const one = current(counter);
  if (!one || !("sheet_id" in one)) return;
  try {
    onRead(await call("POST", `/counter/sheets/${one.sheet_id}/${what}`, body));
    byId("line").textContent = "";
    return true;
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    byId("line").textContent = error.message || t("page.unreachable");
  }
}

const sending = createSending(() => counter, dispatch, start.most_bytes, ({ replaces }) => {
  if (replaces !== null) quietly(async () => onRead(await call("POST", `/counter/sheets/${replaces}/aside`, { kind: "drop" })));
});
const webcam = createWebcam((file) => take([file]));
let handoverKey = requestKey();

/** @param {Iterable<File>} files */
function take(files) {
  sending.add(files, replaced);
  replaced = null;
  byId("sheets").focus();
}

/** Once more: send, read, or scan, whichever failed. */
function again() {
  const one = current(counter);
  if (!one) return;
  if ("name" in one) return sending.again(one.id);
  if (one.stage === "failed") return act("again");
  if (one.refusals.length === 0) return;
  replaced = one.records.length ? null : one.sheet_id; // what was read of it stays
  byId("files").click();
}

function giveUp() {
  const one = current(counter);
  if (one && "name" in one) {
    if (one.state !== "sending") dispatch({ type: "forgot", id: one.id });
  } else if (one?.refusals.length) act("aside", { kind: "drop" });
}

function openHandover() {
  const one = current(counter);
  if (!one || "name" in one || one.is_handed_over || !firstWaiting(one)) return;
  handoverKey = requestKey();
  byId("handover-problem").textContent = "";
  byId("handover").showModal();
  byId("handover-text").select();
}

const record = () => {
  const one = current(counter);
  return firstWaiting(one) ?? (one && "records" in one ? one.records[0] : undefined) ?? null;
};

/** @type {Record<string, () => unknown>} */
const ACTIONS = {
  fix: () => review && firstWaiting(current(counter)) && location.assign(deskOf(/** @type {any} */ (firstWaiting(current(counter))))),
  choose: () => {
    replaced = null;
    byId("files").click();
  },
  camera: () => {
    replaced = null;
    webcam.open();
  },
  print: () => record() && window.open(printOf(/** @type {any} */ (record())), "_blank", "noopener"),
  handover: openHandover,
  again,
  give_up: giveUp,
  undrop: () => {
    const one = current(counter);
    if (one && "stage" in one && one.stage === "dropped") act("aside", { kind: "restore" });
  },
  previous: () => dispatch({ type: "stepped", step: -1 }),
  following: () => dispatch({ type: "stepped", step: 1 }),
  help: () => byId("help").showModal(),
};

/** @param {string} id */
function run(id) {
  ACTIONS[id]();
}

document.addEventListener("keydown", (event) => {
  const id = actionOf(event, COUNTER_KEYMAP);
  if (id === null || document.querySelector("dialog[open]")) return;
  if (["previous", "following"].includes(id) && event.target instanceof HTMLSelectElement) return; // its own arrows
  if (id === "fix" && event.target instanceof HTMLSelectElement) return;
  event.preventDefault();
  run(id);
});

byId("choose").addEventListener("click", () => run("choose"));
byId("camera").addEventListener("click", () => run("camera"));
openDoor(take);
onSubmit("handover-form", async () => {
  const said = await act("handover", { text: byId("handover-text").value, key: handoverKey });
  if (said) byId("handover").close();
  else byId("handover-problem").textContent = byId("line").textContent;
});
for (const id of ["help", "handover"]) byId(`${id}-close`).addEventListener("click", () => byId(id).close());
for (const id of ["help", "handover", "webcam"]) byId(id).addEventListener("close", () => byId("sheets").focus());

layKeyBar(byId("keys"), run, COUNTER_KEYMAP.filter(({ id }) => review || id !== "fix"));
dispatch({ type: "listed", sheets: start.sheets });
byId("sheets").focus();
/** @param {{ sheets: import("./types.js").SheetState[], listed: number[] }} told */
const onTold = (told) => {
  const ids = wanted(counter.sheets, told);
  dispatch({ type: "told", ...told });
  ask(ids);
};
createNews("/api/v1/counter/events", "sheets", onTold, askAll);
