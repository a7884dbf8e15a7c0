/** @file The variants of the kanji in an answer, in a dialog beneath the input: one row a kanji, picked by digit or arrow. */

import { focusAnswer } from "./answer.js";
import { byId, el } from "./dom.js";
import { belongsToIme } from "./ime.js";
import { digitOf } from "./keymap.js";
import { current } from "./state.js";
import { tidying } from "./typing.js";
import { t } from "./words.js";
import { variantsOf } from "./writing.js";

/** @typedef {{ start: number, end: number, kanji: string, others: string[] }} Row where a kanji stands, in UTF-16 units */

const LETTER = /.[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]?/gsu; // with the selector that names its shape
const KANJI = new Set(["name", "address", "text"]); // types of fields that have any
const EDGE = 8; // px to the screen's edge

/** The kanji of a text that have variants. @param {string} text @returns {Row[]} */
export function rowsOf(text) {
  return [...text.matchAll(LETTER)].flatMap(({ 0: letter, index }) => {
    const [kanji] = [...letter];
    const others = variantsOf(kanji);
    return others.length ? [{ start: index, end: index + letter.length, kanji, others }] : [];
  });
}

/** Whether a field's answer has a kanji with variants. @param {import("./types.js").Field} field @param {string} text */
export const hasVariants = (field, text) => KANJI.has(field.type) && rowsOf(text).length > 0;

/** The row of the kanji before the caret, else of the one behind it. @param {Row[]} rows @param {number} caret */
export function rowAt(rows, caret) {
  const before = rows.findIndex(({ start, end }) => start < caret && caret <= end);
  const behind = rows.findIndex(({ start }) => start >= caret);
  return before >= 0 ? before : Math.max(0, behind);
}

/**
 * @param {() => import("./types.js").Desk} read the desk as it is now @param {(action: any) => void} dispatch
 * @param {HTMLElement} answer where the input stands
 * @returns {() => void} opens the palette
 */
export function createPalette(read, dispatch, answer) {
  const dialog = byId("palette");
  const input = () => /** @type {HTMLInputElement | null} */ (answer.querySelector('input[type="text"]'));

  /** The kanji's place is taken by a variant of it. @param {Row} row @param {string} kanji */
  const pick = ({ start, end }, kanji) => {
    const { text } = read().draft;
    dispatch({ type: "edited", text: text.slice(0, start) + kanji + text.slice(end) });
    dialog.close();
    focusAnswer(answer, read());
    input()?.setSelectionRange(start + kanji.length, start + kanji.length);
  };

  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (belongsToIme(event)) return;
    const digit = digitOf(event);
    const there = digit !== null ? buttonsBeside(document.activeElement)[digit - 1] : neighbourOf(event.key);
    if (digit === null && !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (digit !== null) there?.click();
    else there?.focus();
  });
  byId("palette-close").addEventListener("click", () => dialog.close());

  return () => {
    const [field, beneath] = [current(read()), input()];
    if (!field || !beneath || !KANJI.has(field.type)) return;
    const caret = beneath.selectionStart ?? 0;
    dispatch(tidying(read(), field));
    const rows = rowsOf(read().draft.text);
    byId("palette-rows").replaceChildren(...(rows.length ? rows.map((row) => layRow(row, pick)) : [
      el("p", { class: "soft" }, t("desk.palette_none")),
    ]));
    dialog.showModal();
    place(dialog, beneath);
    const row = byId("palette-rows").children[rowAt(rows, caret)];
    (row.querySelector("button") ?? byId("palette-close")).focus();
  };
}

/** @param {Row} row @param {(row: Row, kanji: string) => void} pick */
function layRow(row, pick) {
  return el("div", { class: "palette-row", role: "group", "aria-label": t("desk.palette_of", { kanji: row.kanji }) },
    el("b", { "aria-hidden": "true" }, row.kanji),
    ...row.others.map((kanji, index) =>
      el("button", { type: "button", onclick: () => pick(row, kanji) },
        el("kbd", {}, String(index + 1)), el("span", {}, kanji), el("small", {}, codePoint(kanji)))));
}

/** Fonts may draw two variants alike: the number tells them apart. @param {string} kanji */
const codePoint = (kanji) => `U+${Number(kanji.codePointAt(0)).toString(16).toUpperCase()}`;

/** @param {Element | null} button @returns {HTMLButtonElement[]} */
const buttonsBeside = (button) => [...(button?.closest(".palette-row")?.querySelectorAll("button") ?? [])];

/** The button that an arrow key leads to. @param {string} key */
function neighbourOf(key) {
  const row = document.activeElement?.closest(".palette-row");
  const column = buttonsBeside(document.activeElement).indexOf(/** @type {any} */ (document.activeElement));
  if (key === "ArrowLeft" || key === "ArrowRight") {
    return buttonsBeside(document.activeElement)[column + (key === "ArrowRight" ? 1 : -1)];
  }
  const other = key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  const buttons = other ? [...other.querySelectorAll("button")] : [];
  return buttons[Math.min(column, buttons.length - 1)];
}

/** Under the input, and wholly on the screen. @param {HTMLElement} dialog @param {HTMLElement} beneath */
function place(dialog, beneath) {
  const { left, bottom } = beneath.getBoundingClientRect();
  const room = { x: innerWidth - dialog.offsetWidth - EDGE, y: innerHeight - dialog.offsetHeight - EDGE };
  Object.assign(dialog.style, {
    left: `${Math.max(EDGE, Math.min(left, room.x))}px`,
    top: `${Math.max(EDGE, Math.min(bottom + 4, room.y))}px`,
  });
}
