/** @file How light and dark the pictures of paper are shown. It stays so until the tab is closed. */

import { byId } from "./dom.js";
import { t } from "./words.js";

/** As it was scanned; faint strokes made dark; white strokes on black. */
const TONES = ["scanned", "dark", "inverted"];
const KEY = "madoguchi.tone";

/** @param {string} tone */
export const nextTone = (tone) => TONES[(TONES.indexOf(tone) + 1) % TONES.length];

/** What this tab showed last. */
export function lastTone() {
  const tone = sessionStorage.getItem(KEY) ?? "";
  return TONES.includes(tone) ? tone : TONES[0];
}

/** Show every picture of paper so, and say it where it is not as scanned. @param {string} tone */
export function showTone(tone) {
  if (document.documentElement.dataset.tone === tone) return;
  document.documentElement.dataset.tone = tone;
  sessionStorage.setItem(KEY, tone);
  byId("tone").textContent = tone === TONES[0] ? "" : t(`sight.${tone}`);
}
