/** @file The question: which field, why it is here, what it looks like, what comes next. */

import { byId, el } from "./dom.js";
import { fieldOf, nextStop, ownLeaf, stopsOf, shown, textOf } from "./fields.js";
import { cropOf } from "./images.js";
import { inkEnd } from "./ink.js";
import { wordsOf } from "./kinds.js";
import { goesOn, leadOf, lookName } from "./looks.js";
import { current } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("./types.js").Field} Field */

const CROP = { beside: 14, above: 24, margin: 64, most: 2 }; // px left free around and after the writing; enlarged at most twice

/** @param {Desk} desk */
export function showHeader(desk) {
  const stops = desk.record ? stopsOf(desk.record) : [];
  const done = stops.filter((field) => field.state === "decided").length;
  byId("form-title").textContent = desk.record?.title ?? "";
  byId("form-version").textContent = desk.record?.template_version ?? "";
  byId("record-number").textContent = desk.record ? String(desk.record.record_id) : "–";
  byId("history").hidden = desk.record === null;
  if (desk.record) byId("history").href = `/records/${desk.record.record_id}/history`;
  byId("done").textContent = String(done);
  byId("total").textContent = String(stops.length);
  byId("progress").max = Math.max(1, stops.length);
  byId("progress").value = done;
  byId("waiting").textContent = String(desk.waiting);
  byId("lane").hidden = desk.record?.lane !== "counter";
  byId("look").textContent = lookName(desk.record);
}

/** Label, reasons and crop of a field just come to. @param {Desk} desk @param {Field} field */
export function showQuestion(desk, field) {
  byId("label").textContent = field.label;
  byId("kind").textContent = [t(`desk.type.${field.type}`), field.required ? t("desk.required") : ""].filter(Boolean).join(" · ");
  const lead = leadOf(/** @type {import("./types.js").DeskRecord} */ (desk.record), field);
  const calm = field.state !== "open";
  const words = lead ? [lead] : calm ? [standing(field)] : field.reasons.map((reason) => reason.words);
  byId("reasons").classList.toggle("calm", calm);
  byId("reasons").classList.toggle("asks", lead !== null && !calm);
  byId("reasons").replaceChildren(...words.map((word) => el("li", {}, word)));
  layCrop(byId("crop"), desk, field);
}

/** @param {Field} field */
function standing(field) {
  if (!field.correction) return t("desk.accepted");
  return t(`desk.decided.${field.correction.kind}`, { by: field.correction.by });
}

/** @param {HTMLElement} place @param {Desk} desk @param {Field} field */
function layCrop(place, desk, field) {
  const record = /** @type {import("./types.js").DeskRecord} */ (desk.record);
  const isScanned = ownLeaf(record, field) >= 0;
  place.dataset.words = isScanned ? t("desk.crop_broken") : t("desk.crop_missing");
  place.classList.toggle("empty", !isScanned);
  place.replaceChildren();
  if (!isScanned) return;
  const image = cropOf(record.record_id, field.key);
  const fit = () => {
    const written = field.input === "text" ? inkEnd(image) + CROP.margin : image.naturalWidth;
    const worth = Math.min(image.naturalWidth, written); // the empty rest can be scrolled to
    const [width, height] = [place.clientWidth - CROP.beside, place.offsetHeight - CROP.above];
    const scale = Math.min(width / worth, height / image.naturalHeight, CROP.most);
    Object.assign(image.style, { width: `${image.naturalWidth * scale}px`, height: "auto" });
  };
  image.alt = t("desk.crop_alt", { label: field.label });
  image.onerror = () => place.classList.add("empty");
  place.scrollLeft = 0;
  place.replaceChildren(image);
  if (image.complete && image.naturalWidth > 0) fit();
  else image.onload = fit;
}

/** The next stop with its picture, which is fetched by being shown. @param {Desk} desk */
export function showNext(desk) {
  const key = desk.record && nextStop(desk.record, desk.at);
  const field = key && desk.record ? fieldOf(desk.record, key) : undefined;
  byId("next-label").textContent = field ? t("desk.next", { label: field.label }) : t("desk.next_none");
  const isScanned = field && desk.record && ownLeaf(desk.record, field) >= 0;
  const image = isScanned && desk.record ? cropOf(desk.record.record_id, field.key) : null;
  if (image) Object.assign(image.style, { width: "auto", height: "" });
  if (image) image.alt = "";
  byId("next-crop").replaceChildren(...(image ? [image] : []));
}

/** The machine's answer, kept in sight while a person writes another. @param {Desk} desk @param {Field} field */
export function showStanding(desk, field) {
  const machine = field.correction ? field.candidates[0]?.text ?? "" : field.text; // what a person said stands in `text`
  const parts = [];
  const isLater = desk.record?.look !== "first" && field.check.asked; // other people's words are no machine's
  if (!isLater && desk.draft.touched && desk.draft.text !== machine) {
    parts.push(t("desk.machine", { text: shown(field, machine) || t("desk.nothing") }));
  } else if (!isLater && typeof field.value === "string" && field.options.length === 0 && field.value !== field.text
    && field.type !== "date") { // a date's value is told in both calendars
    parts.push(t("desk.value", { value: field.value }));
  }
  byId("stands").textContent = parts.join("　");
}

/**
 * What stands in the way of going on, or nothing.
 * @param {Desk} desk @param {(keep: "mine" | "theirs") => void} onKeep
 */
export function showMessage(desk, onKeep) {
  byId("message").replaceChildren(...message(desk, onKeep));
}

/** @param {Desk} desk @param {(keep: "mine" | "theirs") => void} onKeep @returns {Node[]} */
function message(desk, onKeep) {
  const { phase } = desk;
  if ("retrying" in phase && phase.retrying) return [note("warn", t("desk.unreachable"), t("desk.unreachable_now"))];
  if (phase.name === "asking" && desk.notice) return [note("warn", t(`desk.notice.${desk.notice.name}`, { label: desk.notice.label }))];
  if (phase.name === "doubting") return [note("warn", ...phase.reasons, t("desk.doubting"))];
  if (phase.name === "clashing") return clash(desk, phase, onKeep);
  return [];
}

/**
 * @param {Desk} desk @param {{ theirs: Field, kind: string }} phase @param {(keep: "mine" | "theirs") => void} onKeep
 * @returns {Node[]}
 */
function clash(desk, { theirs, kind }, onKeep) {
  const by = theirs.correction?.by ?? "", own = by === desk.me; // in another tab
  const side = (/** @type {"mine" | "theirs"} */ keep, /** @type {string} */ words, /** @type {string} */ text) =>
    el("button", { type: "button", class: "button", id: `keep-${keep}`, onclick: () => onKeep(keep) },
      words, el("b", {}, text));
  return [
    note("bad", own ? t("desk.clash_own") : t("desk.clash", { by })),
    el("div", { class: "versus" },
      side("theirs", own ? t("desk.keep_earlier") : t("desk.keep_theirs", { by }), wordsOf(theirs.correction?.kind, theirs, theirs.text)),
      side("mine", t("desk.keep_mine"), wordsOf(kind, theirs, textOf(kind, desk.draft.text)))),
  ];
}

/** @param {string} kind @param {...string} words */
function note(kind, ...words) {
  return el("div", { class: `note ${kind}` }, ...words.map((word) => el("p", {}, word)));
}

/** Which of the panel's faces is shown: the question, or that all is answered, or that nothing waits. @param {Desk} desk */
export function showFace(desk) {
  const { name } = desk.phase;
  const asking = current(desk) !== undefined && name !== "lost";
  byId("question").hidden = !asking;
  byId("next").hidden = !asking;
  const over = desk.record !== null && desk.at === null; // stays while the next record is on its way
  byId("complete").hidden = !over || name === "lost" || name === "empty";
  byId("lost").hidden = name !== "lost";
  byId("empty").hidden = name !== "empty";
  const isStuck = ("retrying" in desk.phase && desk.phase.retrying) || (desk.phase.name === "saving" && desk.stuck);
  byId("complete-lead").textContent = desk.record && goesOn(desk.record) ? t("desk.complete_second") : t("desk.complete_lead");
  byId("complete-message").textContent = isStuck ? t("desk.unreachable") : "";
}

/** How many answers could not be sent yet; nothing while they come through. @param {Desk} desk */
export function showUnsent(desk) {
  byId("unsent").hidden = !desk.stuck;
  const words = desk.stuck ? t("desk.unsent", { count: desk.unsent }) : "";
  if (byId("unsent").textContent !== words) byId("unsent").textContent = words;
  byId("desk").dataset.unsent = String(desk.unsent);
}

/** Why the record is gone, and what was written and not sent, to be copied. @param {Desk} desk */
export function showLost({ phase }) {
  if (phase.name !== "lost") return;
  byId("lost-message").textContent = phase.message;
  byId("lost-kept").hidden = phase.kept.length === 0;
  byId("lost-list").replaceChildren(...phase.kept.map(({ label, text }, index) => el("p", {},
    el("label", { for: `kept-${index}` }, label),
    el("input", { id: `kept-${index}`, class: "input", readonly: true, value: text, lang: "ja",
      onfocus: (/** @type {any} */ event) => event.target.select() }))));
}
