/** @file The list of keys, drawn from the keymap: in the desk's dialog, at its foot, and on the help page. */

import { el } from "./dom.js";
import { COUNTER_KEYMAP, GROUP_KEYMAP, KEYMAP, PURPOSES, REFUSED_KEYMAP } from "./keymap.js";
import { t } from "./words.js";

/** @typedef {import("./keymap.js").Binding} Binding */

/** @type {Record<string, Binding[]>} */
const KEYMAPS = { desk: KEYMAP, counter: COUNTER_KEYMAP, refused: REFUSED_KEYMAP, group: GROUP_KEYMAP };

/** What the keys of a table are good for, each purpose with its rows. @param {HTMLTableElement} table @param {Binding[]} keymap */
function layKeyTable(table, keymap) {
  const named = Object.values(PURPOSES).flat();
  const last = Object.keys(PURPOSES).at(-1);
  for (const [purpose, ids] of Object.entries(PURPOSES)) {
    const rows = keymap.filter(({ id }) => ids.includes(id) || (purpose === last && !named.includes(id)));
    table.append(el("tbody", {},
      el("tr", { class: "purpose" }, el("th", { scope: "rowgroup", colspan: 2 }, t(`keymap.purpose.${purpose}`))),
      ...rows.map(row)));
  }
}

/** Keys, and what they do. @param {Binding} binding */
const row = (binding) =>
  el("tr", {},
    el("th", { scope: "row" }, ...binding.keys.flatMap((key) => [el("kbd", {}, key), " "])),
    el("td", {}, t(`keymap.${binding.id}`)));

/**
 * The bar at a page's foot; every key is a button too.
 * @param {HTMLElement} bar @param {(id: string) => void} run @param {Binding[]} [keymap]
 */
export function layKeyBar(bar, run, keymap = KEYMAP) {
  bar.append(...keymap.filter((binding) => binding.bar && binding.match !== null && binding.id !== "pick").map((binding) =>
    el("button", { type: "button", tabindex: -1, onclick: () => run(binding.id) },
      el("kbd", {}, binding.keys[0]), t(`keybar.${binding.id}`))));
}

for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("[data-keymap]"))) {
  layKeyTable(table, KEYMAPS[String(table.dataset.keymap)]);
}
