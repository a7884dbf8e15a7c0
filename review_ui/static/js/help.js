/** @file The list of keys, drawn from the keymap: in the desk's dialog, at its foot, and on the help page. */

import { el } from "./dom.js";
import { KEYMAP } from "./keymap.js";
import { t } from "./words.js";

/** Rows of a table: keys, what they do. @param {HTMLElement} body */
export function layKeyTable(body) {
  body.replaceChildren(...KEYMAP.map((binding) =>
    el("tr", {},
      el("th", { scope: "row" }, ...binding.keys.flatMap((key) => [el("kbd", {}, key), " "])),
      el("td", {}, t(`keymap.${binding.id}`)))));
}

/** The bar at the desk's foot; every key is a button too. @param {HTMLElement} bar @param {(id: string) => void} run */
export function layKeyBar(bar, run) {
  bar.append(...KEYMAP.filter((binding) => binding.bar && binding.match !== null && binding.id !== "pick").map((binding) =>
    el("button", { type: "button", tabindex: -1, onclick: () => run(binding.id) },
      el("kbd", {}, binding.keys[0]), t(`keybar.${binding.id}`))));
}

const body = document.getElementById("key-table");
if (body) layKeyTable(body);
