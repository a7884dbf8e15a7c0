/** @file One sheet of the counter: how far it is, what was read of it, or why not, and what may be done with it. */

import { call } from "./api.js";
import { fieldsOf } from "./counter_fields.js";
import { refusalOf } from "./counter_refusal.js";
import { clock, fileOf, firstWaiting, isWaiting, stageWords, titleOf } from "./counter_list.js";
import { el } from "./dom.js";
import { SETTLED } from "./sheets.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").CounterSheet} CounterSheet */
/** @typedef {import("./types.js").Outgoing} Outgoing */
/** @typedef {import("./types.js").SheetRecord} SheetRecord */
/** @typedef {{ review: boolean, forms: import("./types.js").Form[], run: (id: string) => void,
 *   onRead: (sheet: CounterSheet) => void }} Means what a sheet may be worked on with */

const STAGES = ["received", "looking", "reading", "done"];
const SIGNS = { past: "✓", here: "●", ahead: "○" };

/** @param {HTMLElement} place @param {CounterSheet | Outgoing} one @param {string | undefined} earlier @param {Means} means */
export function showSheet(place, one, earlier, means) {
  const head = el("header", { class: "sheet-head" },
    el("h2", {}, titleOf(one)),
    el("p", { class: "soft" }, "at" in one ? `${clock(one.at)}${titleOf(one) === fileOf(one) ? "" : `　${fileOf(one)}`}` : ""));
  const told = earlier ? [el("p", { class: "note", id: "earlier" }, el("span", {}, t("counter.earlier", { time: clock(earlier) })))] : [];
  place.replaceChildren(head, ...told, ...("name" in one ? onItsWay(one, means) : body(one, means)));
}

/** @param {CounterSheet} sheet @param {Means} means @returns {Node[]} */
function body(sheet, means) {
  if (!SETTLED.includes(sheet.stage)) return [progress(sheet)];
  if (sheet.stage === "failed") {
    return [note("bad", t("counter.failed"), sheet.failure), el("div", { class: "buttons" }, button("again", t("counter.read_again"), "Alt+R", true, means))];
  }
  if (sheet.stage === "dropped") {
    return [note("", t("counter.dropped")), el("div", { class: "buttons" }, button("undrop", t("counter.take_back"), "Alt+Z", false, means))];
  }
  const refused = sheet.refusals.length ? [refusalOf(sheet, means)] : [];
  return [...records(sheet, means), ...refused];
}

/** How far a sheet is that is being read. @param {CounterSheet} sheet */
function progress(sheet) {
  const here = STAGES.indexOf(sheet.stage);
  const steps = STAGES.map((stage, at) => {
    const state = at < here ? "past" : at === here ? "here" : "ahead";
    const words = at === here ? stageWords(sheet) : t(`counter.stage.${stage}`);
    return el("li", { class: state, "aria-current": state === "here" && "step" }, el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[state]), words);
  });
  const pages = sheet.page_count > 1 ? { max: sheet.page_count, value: sheet.pages_done + (sheet.stage === "reading" ? 0.5 : 0.1) } : { max: STAGES.length - 1, value: here };
  return el("div", { class: "progress" }, el("ol", {}, ...steps), el("progress", { ...pages, "aria-label": t("counter.progress") }),
    el("p", { class: "soft" }, t("counter.go_on")));
}

/** @param {CounterSheet} sheet @param {Means} means @returns {Node[]} */
function records(sheet, means) {
  const waiting = firstWaiting(sheet);
  return sheet.records.map((record, at) => {
    const isFirst = record === (waiting ?? sheet.records[0]);
    const open = el("section", { class: "record" }, summary(record, sheet), acts(record, isFirst, sheet, means));
    const fields = el("div", { class: "fields-of" });
    if (isFirst) open.append(fieldsOf(record, fields));
    else open.append(el("details", { ontoggle: (/** @type {Event} */ event) => /** @type {any} */ (event.target).open && fieldsOf(record, fields) },
      el("summary", {}, t("counter.show_fields", { title: record.title, record: record.record_id })), fields));
    if (at) open.prepend(el("h3", {}, record.title));
    return open;
  });
}

/** @param {SheetRecord} record @param {CounterSheet} sheet */
function summary(record, sheet) {
  const accepted = record.total_fields - record.open_fields;
  const isFirstLook = record.look === "first" || !isWaiting(record); // later looks ask for fields that are answered
  const facts = [
    fact(t("counter.number"), String(record.record_id)),
    fact(t("counter.accepted"), String(accepted), "good"),
    ...(isFirstLook ? [fact(t("counter.open"), String(record.open_fields), record.open_fields ? "warn" : "good")] : []),
    fact(t("counter.state"), isFirstLook ? t(`status.${record.status}`) : t(`counter.look.${record.look}`), isFirstLook ? "" : "warn"),
  ];
  const said = [
    ...(record.held_by ? [el("p", { class: "note" }, el("span", {}, t("counter.held", { by: record.held_by })))] : []),
    ...(sheet.is_handed_over && isWaiting(record) ? [el("p", { class: "note" }, el("span", {}, t("counter.handed_lead")))] : []),
  ];
  return el("div", {}, el("dl", { class: "facts" }, ...facts), ...said);
}

/** @param {string} name @param {string} value @param {string} [kind] */
const fact = (name, value, kind = "") => el("div", { class: kind }, el("dt", {}, name), el("dd", {}, value));

/** What may be done with a record; the keys are those of the first that waits. @param {SheetRecord} record @param {boolean} isFirst @param {CounterSheet} sheet @param {Means} means */
function acts(record, isFirst, sheet, means) {
  const waits = isWaiting(record);
  /** @param {string} key */
  const keyed = (key) => (isFirst ? el("kbd", {}, key) : null);
  const fix = waits && means.review
    ? el("a", { class: "button first", id: isFirst && "fix", href: deskOf(record) }, fixWords(record), keyed("Enter")) : null;
  const print = el("a", { class: "button", id: isFirst && "print", href: printOf(record), target: "_blank", rel: "noopener" }, t("counter.print"), keyed("Alt+P"));
  const over = waits && isFirst && !sheet.is_handed_over
    ? el("button", { class: fix ? "button" : "button first", type: "button", id: "hand", onclick: () => means.run("handover") }, t("counter.handover"), keyed("Alt+H")) : null;
  return el("div", { class: "buttons" }, fix, print, over);
}

/** What a person does at the desk next. @param {SheetRecord} record */
function fixWords({ look, open_fields: open }) {
  if (look !== "first") return t(`counter.fix_look.${look}`);
  return open ? t("counter.fix") : t("counter.finish");
}

/** @param {SheetRecord} record */
export const deskOf = (record) => `/desk/${record.record_id}?from=counter`;
/** @param {SheetRecord} record */
export const printOf = (record) => `/counter/print/${record.record_id}`;

/** A file that is not there yet. @param {Outgoing} file @param {Means} means @returns {Node[]} */
function onItsWay(file, means) {
  if (file.state === "waiting" || file.state === "sending") return [note("busy", t(`counter.sending.${file.state}`))];
  const again = file.state === "stuck" ? button("again", t("counter.send_again"), "Alt+R", true, means) : null;
  const other = file.state === "refused" ? button("choose", t("counter.choose_other"), "Alt+O", true, means) : null;
  return [note("bad", t(`counter.sending.${file.state}`), file.message),
    el("div", { class: "buttons" }, again, other, button("give_up", t("counter.forget"), "Alt+X", false, means))];
}

/** @param {string} kind @param {...(string | null)} lines */
export const note = (kind, ...lines) =>
  el("div", { class: `note ${kind}`.trim() }, ...lines.filter(Boolean).map((line, at) => el("p", at ? {} : { class: "first-line" }, line)));

/** @param {string} id @param {string} words @param {string} key @param {boolean} first @param {Means} means */
export const button = (id, words, key, first, means) =>
  el("button", { class: first ? "button first" : "button", type: "button", onclick: () => means.run(id) }, words, el("kbd", {}, key));

/** A sheet as the server says it stands now. @param {number} id @returns {Promise<CounterSheet>} */
export const fetchSheet = (id) => call("GET", `/counter/sheets/${id}`);
