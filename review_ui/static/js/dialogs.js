/** @file Putting a record aside with a reason, and asking a colleague: two small dialogs. */

import { noteLine, openQuestions } from "./asides.js";
import { call, Refused, Unreachable } from "./api.js";
import { byId, el, onSubmit } from "./dom.js";
import { labelOf } from "./pending.js";
import { digitOf } from "./keymap.js";
import { belongsToIme } from "./ime.js";
import { requestKey } from "./persist.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Note} Note */

/**
 * Usual reasons by number, any other in words; the last number gives the record back without one.
 * @param {(reason: string, text: string) => unknown} onSkip @param {() => Promise<void>} onReturn
 */
export function createSkipDialog(onSkip, onReturn) {
  const dialog = byId("skip");
  const input = byId("skip-text");
  const buttons = /** @type {HTMLButtonElement[]} */ ([...dialog.querySelectorAll("[data-reason]")]);

  /** @param {string} reason */
  async function choose(reason) {
    dialog.close();
    if (reason !== "return") return onSkip(reason, "");
    await onReturn();
    location.assign(byId("desk").dataset.back || "/queue");
  }

  for (const button of buttons) button.addEventListener("click", () => choose(String(button.dataset.reason)));
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const digit = digitOf(event);
    if (belongsToIme(event) || event.target === input || digit === null || event.altKey) return;
    event.preventDefault();
    buttons[digit - 1]?.click();
  });
  onSubmit("skip-form", () => {
    if (input.value.trim() === "") return input.focus();
    dialog.close();
    onSkip("other", input.value);
  });

  return {
    open() {
      input.value = "";
      dialog.showModal();
      buttons[0].focus();
    },
  };
}

/**
 * All notes of the record, and room for one more: about the field, about the whole record, or as an answer.
 * @param {() => import("./types.js").Desk} read @param {(notes: Note[]) => void} onNoted
 */
export function createNoteDialog(read, onNoted) {
  const dialog = byId("note");
  const input = byId("note-text");
  const about = byId("note-about");
  let key = requestKey();

  function lay() {
    const { record, at } = read();
    if (!record) return;
    const open = openQuestions(record.notes);
    byId("note-list").replaceChildren(...record.notes.map((note) => noteLine(record, note, open.includes(note))));
    const choices = [
      ...open.map((note) => [`answer:${note.note_id}`, t("desk.note_to", { by: note.by, text: note.text })]),
      ...(at === null ? [] : [[`field:${at}`, t("desk.note_field", { label: labelOf(record, at) })]]),
      ["record:", t("desk.note_whole")],
    ];
    about.replaceChildren(...choices.map(([value, words]) => el("option", { value }, words)));
  }

  async function send() {
    const { record } = read();
    const text = input.value.trim();
    if (!record || !text) return;
    const [kind, whom] = [about.value.slice(0, about.value.indexOf(":")), about.value.slice(about.value.indexOf(":") + 1)];
    const body = { text, key, field: kind === "field" ? whom : null, answers: kind === "answer" ? Number(whom) : null };
    try {
      onNoted(await call("POST", `/records/${record.record_id}/notes`, body));
      dialog.close();
    } catch (error) {
      // The words stay in the dialog, under the same name: sent again, they count once.
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      byId("note-problem").textContent = error.message || t("page.unreachable");
    }
  }

  onSubmit("note-form", send);

  return {
    open() {
      key = requestKey();
      input.value = "";
      byId("note-problem").textContent = "";
      lay();
      dialog.showModal();
      input.focus();
    },
  };
}
