/** @file The refused sheets, put together: one sheet after the other is looked at, ruled on, and leaves the pile. */

import { Refused, rule, Unreachable } from "./api.js";
import { byId, el } from "./dom.js";
import { createForms } from "./forms.js";
import { layKeyBar } from "./help.js";
import { actionOf, REFUSED_KEYMAP } from "./keymap.js";
import { createPaper } from "./paper.js";
import { createPile } from "./pile.js";
import { called, showBusy, showDone, showTrouble } from "./result.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Form} Form */
/** @typedef {import("./types.js").Ruling} Ruling */

/** @type {{ sheets: Sheet[], forms: Form[] }} */
const { sheets, forms } = JSON.parse(byId("sheets").textContent);
const mayRule = document.getElementById("rulings") !== null;
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
  byId("guesses").replaceChildren(...sheet.guesses.map(guess));
  byId("forms").hidden = sheet.page_id === null;
  byId("attach").hidden = byId("attach-to").hidden = sheet.page_id === null;
  byId("attach").disabled = before === null;
  byId("attach-to").textContent = before === null ? t("refused.attach_none") : t("refused.attach_to", {
    record: before.record_id, title: before.title, page: before.page_number,
  });
  chooser?.clear();
}

/** @param {Form} form @param {number} index */
const guess = (form, index) =>
  el("button", { type: "button", class: index ? "button" : "button first", onclick: () => readAs(form) },
    el("span", {}, t("refused.read_as", { title: form.title }), el("small", {}, form.version)),
    el("kbd", {}, index ? String(index + 1) : "Enter"));

/** @param {Form | undefined} form */
function readAs(form) {
  if (!form) return chooser?.focus();
  return sheet && say(sheet, { kind: "form", form: form.form, version: form.version }, form.title);
}

function attach() {
  if (!sheet?.before || sheet.page_id === null) return;
  say(sheet, { kind: "attachment", record_id: sheet.before.record_id });
}

/** Only what was set aside can be taken back; what was read is a record now. */
function takeBack() {
  if (last && (last.kind === "drop" || last.kind === "attachment")) say(last.sheet, { kind: "restore" });
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
    if (ruling.kind === "form") follow(what, title, read);
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

/** The pages after a new record in its file may be its attachments. @param {Sheet} what @param {string} title @param {number} record */
function follow(what, title, record) {
  const page = what.page_number ?? 0;
  for (const other of sheets) {
    if (other.file_id !== what.file_id || (other.page_number ?? 0) <= page) continue;
    if ((other.before?.page_number ?? 0) < page) other.before = { record_id: record, title, page_number: page };
  }
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
  read: () => sheet?.page_id && readAs(sheet.guesses[0]),
  second: () => sheet?.guesses[1] && readAs(sheet.guesses[1]),
  forms: () => sheet?.page_id && chooser?.focus(),
  attach,
  drop: () => sheet && say(sheet, { kind: "drop" }),
  restore: takeBack,
  open: () => document.getElementById("open")?.click(),
  previous: () => pile.step(-1),
  following: () => pile.step(1),
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
}
byId("help-close").addEventListener("click", () => byId("help").close());
byId("help").addEventListener("close", pile.focus);
const READ_ONLY = new Set(["zoom", "rotate", "help"]);
layKeyBar(byId("keys"), (id) => ACTIONS[id](null), REFUSED_KEYMAP.filter(({ id }) => mayRule || READ_ONLY.has(id)));
pile.start();
paper.expect(pile.next());
