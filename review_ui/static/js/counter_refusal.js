/** @file What could not be read of a sheet: its picture, why, and what to do now. */

import { refusedUrl, rule, Refused, Unreachable } from "./api.js";
import { button, fetchSheet, note } from "./counter_sheet.js";
import { el } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").CounterSheet} CounterSheet */
/** @typedef {import("./types.js").SheetRefusal} SheetRefusal */
/** @typedef {import("./types.js").Form} Form */
/** @typedef {import("./counter_sheet.js").Means} Means */

const WIDTH_PX = 900;
const SHOWN = 3; // refused pages of one sheet; the others are few clicks away

/** @param {CounterSheet} sheet @param {Means} means */
export function refusalOf(sheet, means) {
  const again = button("again", t("counter.scan_again"), "Alt+R", sheet.records.length === 0, means);
  const drop = button("give_up", t("counter.give_up"), "Alt+X", false, means);
  const acts = el("div", { class: "acts" }, el("div", { class: "buttons" }, again, drop), el("p", { class: "soft" }, t("counter.give_up_lead")));
  const more = sheet.refusals.length - SHOWN;
  return el("section", { class: "refusal" },
    ...sheet.refusals.slice(0, SHOWN).map((refusal, at) => page(sheet, refusal, means, at ? null : acts)),
    more > 0 ? el("p", {}, el("a", { href: "/refused" }, t("counter.more_refused", { count: more }))) : null);
}

/** @param {CounterSheet} sheet @param {SheetRefusal} refusal @param {Means} means @param {HTMLElement | null} acts */
function page(sheet, refusal, means, acts) {
  const where = refusal.page_number && sheet.page_count > 1 ? `${t("refused.page", { page: refusal.page_number })}：` : "";
  const result = el("div", { role: "status" });
  return el("div", { class: "refused-page" },
    refusal.page_id === null ? null : picture(sheet, refusal.page_id),
    el("div", {}, note("bad", `${where}${t(`refused.kind.${refusal.code}`)}`, refusal.words), acts, result,
      refusal.page_id === null ? null : means.review ? naming(sheet, refusal, means, result) : el("p", { class: "soft" }, t("counter.only_reviewers"))));
}

/** @param {CounterSheet} sheet @param {number} id */
function picture(sheet, id) {
  const image = el("img", { src: refusedUrl(id, WIDTH_PX), alt: t("refused.picture_alt", { file: sheet.file_name }) });
  image.addEventListener("error", () => image.replaceWith(el("p", { class: "soft" }, t("refused.no_picture"))));
  return el("div", { class: "refused-picture" }, image);
}

/** Say which form it is. @param {CounterSheet} sheet @param {SheetRefusal} refusal @param {Means} means @param {HTMLElement} result */
function naming(sheet, refusal, means, result) {
  const named = means.forms.map((form) => el("option", { value: `${form.form} ${form.version}` }, `${form.title}　${form.version}`));
  const [guess] = refusal.guesses;
  const none = guess ? null : el("option", { value: "" }, t("counter.choose_form"));
  const select = el("select", { id: `form-${refusal.page_id}`, required: true }, none, ...named);
  if (guess) select.value = `${guess.form} ${guess.version}`;
  return el("form", { class: "naming", onsubmit: (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = means.forms.find((one) => `${one.form} ${one.version}` === select.value);
    if (form) readAs(sheet, refusal, form, means, result);
  } },
    el("label", { for: select.id }, t("counter.which_form")),
    el("div", { class: "row" }, select, el("button", { class: "button" }, t("counter.read_as"))));
}

/** @param {CounterSheet} sheet @param {SheetRefusal} refusal @param {Form} form @param {Means} means @param {HTMLElement} result */
async function readAs(sheet, refusal, form, means, result) {
  if (result.ariaBusy === "true") return;
  result.ariaBusy = "true";
  result.replaceChildren(note("busy", t("refused.reading", { title: form.title })));
  try {
    await rule({ page_id: refusal.page_id, file_id: sheet.sheet_id }, { kind: "form", form: form.form, version: form.version });
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    result.replaceChildren(note("bad", error.message || t("page.unreachable")));
    if (!(error instanceof Refused) || !["ruled", "not_found"].includes(error.code)) return;
  } finally {
    result.ariaBusy = "false";
  }
  means.onRead(await fetchSheet(sheet.sheet_id));
}
