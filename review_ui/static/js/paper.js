/** @file A sheet as it was scanned: whole or closer, turned, and moved about where it is larger than its place. */

import { refusedUrl } from "./api.js";
import { el } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Sheet} Sheet */

const WIDTH = 1600; // px of the picture: handwriting is clear, and a page has some 0.4 MB
const CLOSER = 1.5; // times larger with each step
const MOST = 3; // steps
const EDGE = 16; // px of table left around the sheet
const PAN = 120; // px

/** @param {HTMLElement} table */
export function createPaper(table) {
  /** The pictures themselves are kept: nothing is fetched twice although nothing is cached. @type {Map<number, HTMLImageElement>} */
  const pictures = new Map();
  /** Quarter turns clockwise by page. @type {Map<number, number>} */
  const turns = new Map();
  /** @type {Sheet | null} */
  let sheet = null;
  let steps = 0;

  new ResizeObserver(() => place()).observe(table);

  /** @param {number} pageId */
  function pictureOf(pageId) {
    let image = pictures.get(pageId);
    if (!image) {
      image = new Image();
      image.decoding = "async";
      image.addEventListener("load", () => pageId === sheet?.page_id && place());
      image.addEventListener("error", () => pageId === sheet?.page_id && tell());
      image.src = refusedUrl(pageId, WIDTH);
      pictures.set(pageId, image);
    }
    return image;
  }

  const tell = () => table.replaceChildren(el("p", { class: "no-picture" }, t("refused.no_picture")));

  function place() {
    const image = sheet?.page_id ? pictures.get(sheet.page_id) : undefined;
    if (!sheet?.page_id || !image?.naturalWidth) return;
    const turn = turns.get(sheet.page_id) ?? 0;
    const [width, height] = turn % 2 ? [image.naturalHeight, image.naturalWidth] : [image.naturalWidth, image.naturalHeight];
    const whole = Math.min((table.offsetWidth - 2 * EDGE) / width, (table.offsetHeight - 2 * EDGE) / height);
    const scale = whole * CLOSER ** steps;
    const frame = /** @type {HTMLElement} */ (image.parentElement);
    Object.assign(frame.style, { width: `${width * scale}px`, height: `${height * scale}px` });
    Object.assign(image.style, { width: `${image.naturalWidth * scale}px`, height: `${image.naturalHeight * scale}px` });
    image.style.transform = `translate(-50%, -50%) rotate(${turn * 90}deg)`;
    table.dataset.steps = String(steps);
    table.dataset.turn = String(turn * 90);
  }

  /** @param {number} next */
  function step(next) {
    const middle = (table.scrollTop + table.clientHeight / 2) / table.scrollHeight;
    steps = Math.min(MOST, Math.max(0, next));
    place();
    table.scrollTop = middle * table.scrollHeight - table.clientHeight / 2;
    table.scrollLeft = (table.scrollWidth - table.clientWidth) / 2;
  }

  table.addEventListener("dblclick", () => step(steps ? 0 : 2));

  return {
    /** @param {Sheet | null} next */
    show(next) {
      sheet = next;
      steps = 0;
      if (sheet === null) return table.replaceChildren();
      if (sheet.page_id === null) return tell();
      const image = pictureOf(sheet.page_id);
      image.alt = t("refused.picture_alt", { file: sheet.file_name });
      table.replaceChildren(el("div", { class: "frame" }, image));
      if (image.complete && !image.naturalWidth) tell();
      place();
    },
    /** Fetch ahead of need. @param {Sheet | undefined} next */
    expect: (next) => void (next?.page_id && pictureOf(next.page_id)),
    zoom: () => step(steps ? 0 : 2),
    larger: () => step(steps + 1),
    smaller: () => step(steps - 1),
    rotate() {
      if (!sheet?.page_id) return;
      turns.set(sheet.page_id, ((turns.get(sheet.page_id) ?? 0) + 1) % 4);
      place();
    },
    /** @param {string} key */
    pan: (key) => table.scrollBy({
      left: key === "ArrowLeft" ? -PAN : key === "ArrowRight" ? PAN : 0,
      top: key === "ArrowUp" ? -PAN : key === "ArrowDown" ? PAN : 0,
    }),
  };
}
