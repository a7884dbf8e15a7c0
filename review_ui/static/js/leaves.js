/** @file The pages of the record: which one lies on the table, and what is worth knowing of them. */

import { el } from "./dom.js";
import { ownLeaf } from "./fields.js";
import { current } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Desk} Desk */

/** Which page is shown, where there are several or the wanted one is missing. @param {HTMLElement} place @param {Desk} desk */
export function showLeaf(place, desk) {
  const { record } = desk;
  const at = record ? (desk.leaf ?? ownLeaf(record, current(desk))) : -1;
  const page = record?.pages[at];
  place.hidden = !record || (page !== undefined && record.pages.length < 2 && !desk.original);
  if (!record || place.hidden) return;
  place.classList.toggle("missing", !page);
  if (!page) place.textContent = t("desk.leaf_missing", { page: current(desk)?.form_page ?? 1 });
  else place.textContent = desk.original ? t("desk.leaf_original", { number: page.number }) : `${nameOf(record, at)}　${at + 1} / ${record.pages.length}`;
}

/** @param {import("./types.js").DeskRecord} record @param {number} at */
function nameOf(record, at) {
  const page = record.pages[at];
  if (page.form_page !== null) return t("desk.leaf_page", { page: page.form_page });
  return t("desk.leaf_attachment", { number: at + 1 - record.pages.filter((one) => one.form_page !== null).length });
}

/** What happened to the pages, and what was handed in with them. @param {HTMLElement} place @param {Desk} desk */
export function showNotices(place, desk) {
  const attachments = desk.record?.pages.filter((page) => page.form_page === null).length ?? 0;
  const notices = (desk.record?.notices ?? []).map((words) => el("li", {}, words));
  if (attachments) notices.push(el("li", { class: "calm" }, t("desk.attachments", { count: attachments })));
  place.replaceChildren(...notices);
}
