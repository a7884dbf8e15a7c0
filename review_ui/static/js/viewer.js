/**
 * @file The sheet on the table: zoomed to one field with the rest dimmed, whole with every field outlined, or as it was
 * scanned. From there a person moves it and comes closer; the next field puts it back.
 */

import { atBox, held, moved, toggled, whole, zoomed } from "./camera.js";
import { el } from "./dom.js";
import { ownLeaf } from "./fields.js";
import { listenToHand } from "./hand.js";
import { pageOf, scanOf } from "./images.js";
import { current } from "./state.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").DeskRecord} DeskRecord */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./camera.js").Size} Size */

const PX_PER_MM = 8;
const A4_PX = [210 * PX_PER_MM, 297 * PX_PER_MM];
const STEP = { times: 1.25, px: 120 };

/**
 * @param {HTMLElement} table
 * @param {(key: string) => void} onField called when a field on the sheet is clicked
 */
export function createViewer(table, onField) {
  const spot = el("div", { class: "spot" });
  const sheet = el("div", { class: "sheet-of-paper" });
  table.append(sheet);
  /** @type {{ record: DeskRecord | null, key: string | null, view: string, leaf: number, original: boolean }} */
  let shown = { record: null, key: null, view: "field", leaf: -1, original: false };
  /** @type {HTMLImageElement | null} */
  let image = null;
  /** Where a person moved the sheet to; null while it lies where the desk puts it. @type {Camera | null} */
  let own = null;

  new ResizeObserver(() => place()).observe(table);

  /** @param {DeskRecord} record @param {number} leaf @param {boolean} original */
  function lay(record, leaf, original) {
    const page = record.pages[leaf];
    sheet.hidden = !page;
    table.classList.remove("broken");
    if (!page) return;
    const picture = (original ? scanOf : pageOf)(record.record_id, page.number);
    image = picture;
    const form = record.title;
    picture.alt = original ? t("desk.original_alt", { form }) : t("desk.page_alt", { form });
    picture.onload = () => picture === image && place(); // only a picture itself knows the size of what is no form
    picture.onerror = () => table.classList.toggle("broken", picture === image);
    if (picture.complete && !picture.naturalWidth) table.classList.add("broken");
    const here = original ? [] : record.fields.filter((field) => field.form_page === page.form_page);
    sheet.replaceChildren(image, ...here.map(outline), spot);
  }

  /** Width and height of the page on the table, in the pixels of its picture. @returns {Size} */
  function sizeOf(/** @type {import("./types.js").Leaf} */ page) {
    if (page.page_mm && !shown.original) return [page.page_mm[0] * PX_PER_MM, page.page_mm[1] * PX_PER_MM];
    return image?.naturalWidth ? [image.naturalWidth, image.naturalHeight] : [A4_PX[0], A4_PX[1]];
  }

  /** @param {import("./types.js").Field} field */
  function outline(field) {
    const place = el("button", {
      type: "button", tabindex: -1, title: field.label, "aria-hidden": "true", onclick: () => onField(field.key),
    });
    const [x, y, w, h] = field.box_mm.map((mm) => `${mm * PX_PER_MM}px`);
    Object.assign(place.style, { left: x, top: y, width: w, height: h });
    place.dataset.key = field.key;
    return place;
  }

  /** @param {import("./types.js").Field} field */
  function mark(field) {
    const place = sheet.querySelector(`[data-key="${CSS.escape(field.key)}"]`);
    if (place) place.className = `place ${field.state}${field.key === shown.key ? " here" : ""}`;
  }

  /** The table, the sheet, and where the sheet lies when nobody has moved it; null while there is no sheet. */
  function scene() {
    const page = shown.record?.pages[shown.leaf];
    if (!shown.record || !page) return null;
    const field = shown.record.fields.find((one) => one.key === shown.key && one.form_page === page.form_page);
    const room = /** @type {Size} */ ([table.clientWidth, table.clientHeight]);
    const size = sizeOf(page);
    const close = field && shown.view === "field" && !shown.original;
    const home = close ? atBox(room, size, field.box_mm.map((mm) => mm * PX_PER_MM)) : whole(room, size);
    return { field, room, size, home };
  }

  function place() {
    const now = scene();
    if (!now) return;
    if (own) own = held(own, now.room, now.size);
    const { x, y, scale } = own ?? now.home;
    Object.assign(sheet.style, { width: `${now.size[0]}px`, height: `${now.size[1]}px` });
    sheet.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    table.dataset.moved = String(own !== null);
    light(now.field, scale);
  }

  /** @param {import("./types.js").Field | undefined} field @param {number} scale */
  function light(field, scale) {
    spot.hidden = !field || shown.original;
    if (!field) return;
    const line = Math.ceil(3 / scale); // whole px: borders are rounded down before they are scaled
    const [x, y, w, h] = field.box_mm.map((mm) => mm * PX_PER_MM);
    Object.assign(spot.style, {
      left: `${x - 2 * line}px`, top: `${y - 2 * line}px`, width: `${w + 4 * line}px`, height: `${h + 4 * line}px`,
      borderWidth: `${line}px`,
    });
  }

  /** Move the sheet by hand. @param {(camera: Camera, room: Size, size: Size) => Camera} move @param {boolean} [glides] */
  function take(move, glides = true) {
    const now = scene();
    if (!now) return;
    own = move(own ?? now.home, now.room, now.size);
    sheet.classList.toggle("held", !glides);
    place();
  }

  listenToHand(table, {
    zoom: (times, at) => take((camera, room, size) => zoomed(camera, room, size, times, at), false),
    move: (dx, dy) => take((camera, room, size) => moved(camera, room, size, dx, dy), false),
    toggle: (at) => take((camera, room, size) => toggled(camera, room, size, at)),
  });

  return {
    /** @param {import("./types.js").Desk} desk */
    show(desk) {
      const leaf = desk.record ? (desk.leaf ?? ownLeaf(desk.record, current(desk))) : -1;
      const { original } = desk;
      const view = desk.at && desk.leaf === null ? desk.view : "page";
      const isOther = desk.record?.record_id !== shown.record?.record_id || leaf !== shown.leaf || original !== shown.original;
      if (isOther || desk.at !== shown.key || view !== shown.view) own = null;
      if (desk.record && isOther) lay(desk.record, leaf, original);
      shown = { record: desk.record, key: desk.at, view, leaf, original };
      for (const field of desk.record?.fields ?? []) mark(field);
      table.dataset.view = original ? "original" : shown.view;
      if (own === null) sheet.classList.remove("held");
      place();
    },
    larger: () => take((camera, room, size) => zoomed(camera, room, size, STEP.times)),
    smaller: () => take((camera, room, size) => zoomed(camera, room, size, 1 / STEP.times)),
    home() {
      own = null;
      sheet.classList.remove("held");
      place();
    },
    /** Bring what lies in a direction into sight. @param {string} key of an arrow */
    pan: (key) => take((camera, room, size) => moved(camera, room, size,
      key === "ArrowLeft" ? STEP.px : key === "ArrowRight" ? -STEP.px : 0,
      key === "ArrowUp" ? STEP.px : key === "ArrowDown" ? -STEP.px : 0)),
  };
}
