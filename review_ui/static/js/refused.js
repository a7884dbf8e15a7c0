/** @file The refused sheets, put together: one sheet after the other is looked at, ruled on, and leaves the pile. */

import { Refused, rule, Unreachable } from "./api.js";
import { byId, el } from "./dom.js";
import { createForms } from "./forms.js";
import { layKeyBar } from "./help.js";
import { actionOf, REFUSED_KEYMAP } from "./keymap.js";
import { createPaper } from "./paper.js";
import { createPile } from "./pile.js";
import { called, showBusy, showDone, showTrouble } from "./result.js";
import { lastTone, nextTone, showTone } from "./tone.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Form} Form */
/** @typedef {import("./types.js").Ruling} Ruling */

/** @type {{ sheets: Sheet[], forms: Form[] }} */
const { sheets, forms } = JSON.parse(byId("sheets").textContent);
const mayRule = document.getElementById("rulings") !== null;
const MOST = 100; // sheets that the server lists at once
const GONE = new Set(["ruled", "not_found"]); // refusals after which the sheet waits no more

/** @type {Sheet | null} */
let sheet = null;
/** @type {import("./result.js").Done | null} */
let last = null;
let busy = false;

const paper = createPaper(byId("paper"));
const pile = createPile(sheets, show);
const chooser = mayRule ? createForms(forms, (form) => readAs(form), () => pile.focus()) : null;

/** @param {Sheet | null} next */
function show(next) {
  if (next === null && sheets.length >= MOST) return location.reload(); // others may wait behind these
  sheet = next;
  byId("sheet").hidden = sheet === null;
  byId("empty").hidden = sheet !== null;
  paper.show(sheet);
  if (sheet === null) return;
  byId("kind").textContent = t(`refused.kind.${sheet.code}`);
  byId("why").textContent = sheet.words;
  byId("file").textContent = sheet.page_number === null ? `${sheet.file_name} (${t("refused.whole")})` : called(sheet);
  byId("batch").textContent = sheet.batch;
  byId("at").textContent = sheet.when;
  if (mayRule) showRulings(sheet);
}

/** @param {Sheet} sheet */
function showRulings(sheet) {
  const { before } = sheet;
  byId("guesses").replaceChildren(...choices(sheet).map(button));
  byId("forms").hidden = sheet.page_id === null;
  byId("attach").hidden = byId("attach-to").hidden = sheet.page_id === null;
  byId("attach").disabled = before === null;
  byId("attach-to").textContent = before === null ? t("refused.attach_none") : t("refused.attach_to", {
    record: before.record_id, title: before.title, page: before.page_number,
  });
  chooser?.clear();
}

/**
 * What a sheet may be, the likeliest first: a form that its print names, or a page that the record before it lacks.
 * @param {Sheet} sheet @returns {{ words: string, note: string, act: () => void }[]}
 */
function choices(sheet) {
  const { before } = sheet;
  const pages = before === null ? [] : before.lacks.map((page) => {
    const title = t("refused.page_of", { record: before.record_id, page });
    return { words: t("refused.read_as", { title }), note: before.title, act: () => readAsPage(sheet, page, title) };
  });
  const others = sheet.guesses.filter((form) => !pages.length || form.form !== before?.form || form.version !== before.version);
  const forms = others.map((form) => ({
    words: t("refused.read_as", { title: form.title }), note: form.version, act: () => readAs(form),
  }));
  return others.length === sheet.guesses.length ? [...forms, ...pages] : [...pages, ...forms];
}

/** @param {{ words: string, note: string, act: () => void }} choice @param {number} index */
const button = (choice, index) =>
  el("button", { type: "button", class: index ? "button" : "button first", onclick: choice.act },
    el("span", {}, choice.words, el("small", {}, choice.note)), index < 2 ? el("kbd", {}, index ? "2" : "Enter") : null);

/** @param {Form} form */
const readAs = (form) => sheet && say(sheet, { kind: "form", form: form.form, version: form.version }, form.title);

/** @param {Sheet} sheet @param {number} page @param {string} title */
const readAsPage = (sheet, page, title) =>
  sheet.before && say(sheet, { kind: "page", record_id: sheet.before.record_id, page }, title);

function attach() {
  if (!sheet?.before || sheet.page_id === null) return;
  say(sheet, { kind: "attachment", record_id: sheet.before.record_id });
}

/** Only what was set aside can be taken back; what was read is a record now. */
function takeBack() {
  if (last && ["drop", "rescan", "attachment"].includes(last.kind)) say(last.sheet, { kind: "restore" });
}

/**
 * Say what a sheet is. One at a time; meanwhile one may look at others.
 * @param {Sheet} what @param {Ruling} ruling @param {string} [title] of the form
 */
async function say(what, ruling, title = "") {
  if (busy || !mayRule) return;
  setBusy(true);
  showBusy(title);
  pile.focus();
  try {
    const { record_id: read } = await rule(what, ruling);
    last = { sheet: what, kind: ruling.kind, title, recordId: ruling.kind === "attachment" ? ruling.record_id : read };
    if (ruling.kind === "form") follow(what, { ...ruling, title }, read);
    if (ruling.kind === "page") for (const { before } of sheets) complete(before, ruling);
    showDone(last, takeBack);
    if (ruling.kind === "restore") pile.restore(what);
    else pile.remove(what);
  } catch (error) {
    explain(error, what);
  } finally {
    setBusy(false);
  }
  paper.expect(pile.next());
}

/** The pages after a new record in its file may belong to it. @param {Sheet} what @param {Form} form @param {number} record */
function follow(what, { form, version, title }, record) {
  const page = what.page_number ?? 0;
  for (const other of sheets) {
    if (other.file_id !== what.file_id || (other.page_number ?? 0) <= page || (other.before?.page_number ?? 0) > page) continue;
    other.before = { record_id: record, form, version, title, page_number: page, lacks: [] };
  }
}

/** A page that was found is lacking no more. @param {Sheet["before"]} before @param {{ record_id: number, page: number }} ruling */
function complete(before, ruling) {
  if (before?.record_id === ruling.record_id) before.lacks = before.lacks.filter((page) => page !== ruling.page);
}

/** @param {unknown} error @param {Sheet} what */
function explain(error, what) {
  if (error instanceof Unreachable) return showTrouble(error.message || t("page.unreachable"));
  if (!(error instanceof Refused)) throw error;
  showTrouble(error.message);
  if (GONE.has(error.code)) pile.remove(what);
}

/** @param {boolean} now */
function setBusy(now) {
  busy = now;
  byId("rulings").setAttribute("aria-busy", String(now));
}

/** @type {Record<string, (event: KeyboardEvent | null) => unknown>} */
const ACTIONS = {
  read: () => sheet?.page_id && (choices(sheet)[0] ? choices(sheet)[0].act() : chooser?.focus()),
  second: () => sheet && choices(sheet)[1]?.act(),
  forms: () => sheet?.page_id && chooser?.focus(),
  attach,
  drop: () => sheet && say(sheet, { kind: "drop" }),
  rescan: () => sheet && say(sheet, { kind: "rescan" }),
  restore: takeBack,
  open: () => document.getElementById("open")?.click(),
  previous: () => pile.step(-1),
  following: () => pile.step(1),
  tone: () => showTone(nextTone(lastTone())),
  zoom: paper.zoom,
  larger: paper.larger,
  smaller: paper.smaller,
  rotate: paper.rotate,
  pan: (event) => event && paper.pan(event.key),
  help: () => byId("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  const id = actionOf(event, REFUSED_KEYMAP);
  if (id === null || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  ACTIONS[id](event);
});
if (mayRule) {
  byId("attach").addEventListener("click", attach);
  byId("drop").addEventListener("click", () => ACTIONS.drop(null));
  byId("rescan").addEventListener("click", () => ACTIONS.rescan(null));
}
byId("help-close").addEventListener("click", () => byId("help").close());
byId("help").addEventListener("close", pile.focus);
byId("paper").addEventListener("mousedown", (/** @type {MouseEvent} */ event) => {
  if (event.target !== byId("paper")) event.preventDefault(); // its bars are dragged, its picture is not
});
const READ_ONLY = new Set(["zoom", "tone", "rotate", "help"]);
layKeyBar(byId("keys"), (id) => ACTIONS[id](null), REFUSED_KEYMAP.filter(({ id }) => mayRule || READ_ONLY.has(id)));
showTone(lastTone());
pile.start();
paper.expect(pile.next());
