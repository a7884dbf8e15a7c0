/** @file The sheet on the table: zoomed to one field with the rest dimmed, or whole with every field outlined. */

import { el } from "./dom.js";
import { ownLeaf } from "./fields.js";
import { pageOf } from "./images.js";
import { current } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").DeskRecord} DeskRecord */

const PX_PER_MM = 8;
const A4_MM = [210, 297];
const SHARE = { usual: 0.62, wide: 0.92, height: 0.3 }; // of the table that a zoomed field takes; wide ones take more
const MOST = 1.7; // larger than this, pixels show and nothing becomes clearer
const EDGE = 16; // px of table left around the sheet

/**
 * @param {HTMLElement} table
 * @param {(key: string) => void} onField called when a field on the sheet is clicked
 */
export function createViewer(table, onField) {
  const spot = el("div", { class: "spot" });
  const sheet = el("div", { class: "sheet-of-paper" });
  table.append(sheet);
  /** @type {{ record: DeskRecord | null, key: string | null, view: string, leaf: number }} */
  let shown = { record: null, key: null, view: "field", leaf: -1 };
  /** @type {HTMLImageElement | null} */
  let image = null;

  new ResizeObserver(() => place()).observe(table);

  /** @param {DeskRecord} record @param {number} leaf */
  function lay(record, leaf) {
    const page = record.pages[leaf];
    sheet.hidden = !page;
    if (!page) return;
    image = pageOf(record.record_id, page.number);
    image.alt = t("desk.page_alt", { form: record.title });
    if (!page.page_mm) image.onload = () => place(); // only the picture itself knows its size
    const here = record.fields.filter((field) => field.form_page === page.form_page);
    sheet.replaceChildren(image, ...here.map(outline), spot);
  }

  /** Width and height of the page on the table, in the pixels of its picture. @returns {[number, number]} */
  function sizeOf(/** @type {import("./types.js").Leaf} */ page) {
    const [width, height] = page.page_mm ?? [A4_MM[0], A4_MM[1]];
    if (page.page_mm || !image?.naturalWidth) return [width * PX_PER_MM, height * PX_PER_MM];
    return [image.naturalWidth, image.naturalHeight];
  }

  /** @param {import("./types.js").Field} field */
  function outline(field) {
    const place = el("button", {
      type: "button", tabindex: -1, class: `place ${field.state}`, title: field.label, "aria-hidden": "true",
      onclick: () => onField(field.key),
    });
    const [x, y, w, h] = field.box_mm.map((mm) => `${mm * PX_PER_MM}px`);
    Object.assign(place.style, { left: x, top: y, width: w, height: h });
    place.dataset.key = field.key;
    return place;
  }

  /** @param {import("./types.js").Field} field */
  function mark(field) {
    const place = sheet.querySelector(`[data-key="${CSS.escape(field.key)}"]`);
    if (place) place.className = `place ${field.state}`;
  }

  function place() {
    const page = shown.record?.pages[shown.leaf];
    if (!shown.record || !page) return;
    const { clientWidth: width, clientHeight: height } = table;
    const field = shown.record.fields.find((one) => one.key === shown.key && one.form_page === page.form_page);
    const size = sizeOf(page);
    Object.assign(sheet.style, { width: `${size[0]}px`, height: `${size[1]}px` });
    const zoomed = field && shown.view === "field";
    const box = zoomed ? field.box_mm.map((mm) => mm * PX_PER_MM) : [0, 0, ...size];
    const whole = Math.min((width - 2 * EDGE) / size[0], (height - 2 * EDGE) / size[1]);
    const across = Math.min((SHARE.wide * width) / box[2], Math.max((SHARE.usual * width) / box[2], 1));
    const close = Math.min(across, (SHARE.height * height) / box[3], MOST);
    const scale = zoomed ? Math.max(whole, close) : whole;
    const x = along(width, size[0] * scale, (box[0] + box[2] / 2) * scale);
    const y = along(height, size[1] * scale, (box[1] + box[3] / 2) * scale);
    sheet.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    light(field, scale);
  }

  /** @param {import("./types.js").Field | undefined} field @param {number} scale */
  function light(field, scale) {
    spot.hidden = !field;
    if (!field) return;
    const line = Math.ceil(3 / scale); // whole px: borders are rounded down before they are scaled
    const [x, y, w, h] = field.box_mm.map((mm) => mm * PX_PER_MM);
    Object.assign(spot.style, {
      left: `${x - 2 * line}px`, top: `${y - 2 * line}px`, width: `${w + 4 * line}px`, height: `${h + 4 * line}px`,
      borderWidth: `${line}px`,
    });
  }

  return {
    /** @param {import("./types.js").Desk} desk */
    show(desk) {
      const leaf = desk.record ? (desk.leaf ?? ownLeaf(desk.record, current(desk))) : -1;
      const isOther = desk.record?.record_id !== shown.record?.record_id || leaf !== shown.leaf;
      if (desk.record && isOther) lay(desk.record, leaf);
      for (const field of desk.record?.fields ?? []) mark(field);
      shown = { record: desk.record, key: desk.at, view: desk.at && desk.leaf === null ? desk.view : "page", leaf };
      table.dataset.view = shown.view;
      place();
    },
  };
}

/**
 * The offset that brings `centre` to the middle of `room` without showing table beyond the sheet's edge.
 * @param {number} room @param {number} length @param {number} centre
 */
function along(room, length, centre) {
  if (length + 2 * EDGE <= room) return (room - length) / 2;
  return Math.min(EDGE, Math.max(room - EDGE - length, room / 2 - centre));
}
