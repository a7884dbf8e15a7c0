/** @file Reviewed records as a file. */

import { call, Refused } from "./api.js";
import { byId, el } from "./dom.js";
import { t } from "./words.js";

/** Names the export: pressing again after a lost reply gives the same file, not a second one. */
let key = freshKey();

byId("export").addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const [format, encoding] = String(form.get("kind")).split("/");
  byId("write").disabled = true;
  try {
    show("", done(await call("POST", "/exports", { form: form.get("form"), format, encoding, key })));
    byId("waiting").hidden = true; // the number is no longer true
    key = freshKey();
  } catch (error) {
    show("bad", error instanceof Refused ? refusal(error) : [el("p", {}, t("page.unreachable"))]);
  } finally {
    byId("write").disabled = false;
  }
});
byId("export").addEventListener("change", () => { key = freshKey(); });
byId("write").disabled = false; // until now Enter would have sent the form without this script

/** 32 hexadecimal digits; `crypto.randomUUID` is missing on plain http. */
function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {{ name: string, records: number }} exported */
function done(exported) {
  const link = el("a", { class: "button first", href: `/api/v1/exports/${exported.name}`, id: "file" }, t("exports.file"));
  queueMicrotask(() => link.focus());
  return [el("p", {}, t("exports.done", { count: exported.records })), el("p", {}, link)];
}

/** @param {Refused} error */
function refusal(error) {
  const places = String(error.details.places ?? "").split("\n").filter(Boolean);
  const list = el("ul", { class: "losses" }, ...places.map((place) => el("li", {}, place)));
  return [el("p", {}, error.message), ...(places.length ? [list] : [])];
}

/** @param {string} kind @param {Node[]} content */
function show(kind, content) {
  byId("result").replaceChildren(el("div", { class: `note ${kind}`.trim() }, ...content));
}
