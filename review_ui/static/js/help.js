/** @file The list of keys, drawn from the keymap: in the desk's dialog, at its foot, and on the help page. */

import { el } from "./dom.js";
import { KEYMAP, REFUSED_KEYMAP } from "./keymap.js";
import { t } from "./words.js";

/** @typedef {import("./keymap.js").Binding} Binding */

/** @type {Record<string, Binding[]>} */
const KEYMAPS = { desk: KEYMAP, refused: REFUSED_KEYMAP };

/** Rows of a table: keys, what they do. @param {HTMLElement} body @param {Binding[]} keymap */
function layKeyTable(body, keymap) {
  body.replaceChildren(...keymap.map((binding) =>
    el("tr", {},
      el("th", { scope: "row" }, ...binding.keys.flatMap((key) => [el("kbd", {}, key), " "])),
      el("td", {}, t(`keymap.${binding.id}`)))));
}

/**
 * The bar at a page's foot; every key is a button too.
 * @param {HTMLElement} bar @param {(id: string) => void} run @param {Binding[]} [keymap]
 */
export function layKeyBar(bar, run, keymap = KEYMAP) {
  bar.append(...keymap.filter((binding) => binding.bar && binding.match !== null && binding.id !== "pick").map((binding) =>
    el("button", { type: "button", tabindex: -1, onclick: () => run(binding.id) },
      el("kbd", {}, binding.keys[0]), t(`keybar.${binding.id}`))));
}

for (const body of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-keymap]"))) {
  layKeyTable(body, KEYMAPS[String(body.dataset.keymap)]);
}
