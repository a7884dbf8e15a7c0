/** @file The pile of refused sheets: which lie there still, and which one is looked at. The caret stays in its list. */

import { byId } from "./dom.js";

/** @typedef {import("./types.js").Sheet} Sheet */

/**
 * @param {Sheet[]} sheets in the order of the list's rows
 * @param {(sheet: Sheet | null) => void} onMove called when another sheet, or none, is looked at
 */
export function createPile(sheets, onMove) {
  const list = byId("pile");
  /** @type {HTMLElement[]} */
  const rows = [...list.children];
  let at = -1;

  const lies = (/** @type {number} */ index) => index in rows && !rows[index].hidden;

  /** The nearest sheet in a direction that lies there still; -1 where there is none. @param {number} from @param {number} step */
  function beside(from, step) {
    let index = from + step;
    while (index in rows && rows[index].hidden) index += step;
    return lies(index) ? index : -1;
  }

  /** @param {number} index */
  function look(index) {
    rows[at]?.setAttribute("aria-selected", "false");
    at = index;
    if (lies(at)) {
      rows[at].setAttribute("aria-selected", "true");
      rows[at].scrollIntoView({ block: "nearest" });
      list.setAttribute("aria-activedescendant", rows[at].id);
      history.replaceState(null, "", `#${nameOf(sheets[at])}`);
    } else {
      list.removeAttribute("aria-activedescendant");
      history.replaceState(null, "", location.pathname);
    }
    onMove(at === -1 ? null : sheets[at]);
  }

  /** @param {number} index @param {boolean} gone */
  function hide(index, gone) {
    rows[index].hidden = gone;
    byId("left").textContent = String(rows.filter((row) => !row.hidden).length);
  }

  list.addEventListener("click", (/** @type {any} */ event) => {
    const index = rows.indexOf(event.target.closest("li"));
    if (index !== -1) look(index);
  });

  return {
    /** Begin at the sheet that the address names (one comes back from the desk), or at the first. */
    start() {
      const named = sheets.findIndex((sheet) => `#${nameOf(sheet)}` === location.hash);
      look(named === -1 ? beside(-1, 1) : named);
      list.focus({ preventScroll: true });
    },

    /** @param {number} step */
    step(step) {
      const next = beside(at, step);
      if (next !== -1) look(next);
    },

    /** The sheet after the one looked at; what will be needed next. @returns {Sheet | undefined} */
    next: () => sheets[beside(at, 1)],

    /** Take a sheet away. Whoever still looks at it goes on to the one after it. @param {Sheet} sheet */
    remove(sheet) {
      const index = sheets.indexOf(sheet);
      hide(index, true);
      const after = beside(index, 1);
      if (index === at) look(after === -1 ? beside(index, -1) : after);
    },

    /** Put a sheet back where it lay, and look at it. @param {Sheet} sheet */
    restore(sheet) {
      const index = sheets.indexOf(sheet);
      hide(index, false);
      look(index);
    },

    focus: () => list.focus({ preventScroll: true }),
  };
}

/** @param {Sheet} sheet */
const nameOf = (sheet) => (sheet.page_id === null ? `file-${sheet.file_id}` : `page-${sheet.page_id}`);
