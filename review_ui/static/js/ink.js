/** @file Where the writing in a crop ends, so that a short answer in a long box can be shown large. */

const MARGIN = 16; // px of other fields' paper around the field, as the server cuts it
const EDGE = 26; // px at the right end: that margin, and the box's own frame
const DARKER = 48; // grey levels below the paper beside it that count as ink
const BLOCK = 32; // px whose paper is judged together: light falls off across a photo
const RULE = { row: 0.5, column: 0.7, reach: 3 }; // dark for more than this share it is a printed line, reach px wide
const STROKE = { least: 2, wide: 5, tall: 14 }; // px: lines between cells leave narrower and lower traces than a pen

const range = (/** @type {number} */ length) => [...Array(length).keys()];

/**
 * The column after the last one with writing, or the whole width where there is none. Shadows and printed words count
 * as writing: it is shown smaller then, but nothing is left out of sight.
 * @param {HTMLImageElement} image loaded, from our own server
 */
export function inkEnd(image) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const rows = darkRows(image).slice(MARGIN, height - MARGIN).filter((row) => share(row) < RULE.row);
  const counts = range(width).map((x) => rows.filter((row) => row[x]).length);
  const printed = (/** @type {number} */ x) =>
    counts.slice(Math.max(0, x - RULE.reach), x + RULE.reach + 1).some((count) => count >= RULE.column * rows.length);
  const broad = (/** @type {number} */ x) =>
    counts.slice(Math.max(0, x - STROKE.wide + 1), x + 1).every((count) => count >= STROKE.least);
  const last = counts.findLastIndex(
    (count, x) => x < width - EDGE && (count >= STROKE.tall || broad(x)) && !printed(x));
  return last < 0 ? width : last + 1;
}

/** @param {boolean[]} row */
const share = (row) => row.filter(Boolean).length / row.length;

/** Which pixels are dark, row by row. @param {HTMLImageElement} image */
function darkRows(image) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const brush = /** @type {any} */ (new OffscreenCanvas(width, height).getContext("2d"));
  brush.drawImage(image, 0, 0);
  const { data } = brush.getImageData(0, 0, width, height);
  const grey = (/** @type {number} */ x, /** @type {number} */ y) => {
    const at = 4 * (y * width + x);
    return (data[at] + data[at + 1] + data[at + 2]) / 3;
  };
  const inside = range(height).slice(MARGIN, height - MARGIN);
  const paper = range(Math.ceil(width / BLOCK)).map((block) => {
    const columns = range(Math.min(BLOCK, width - block * BLOCK)).map((x) => block * BLOCK + x);
    const levels = inside.flatMap((y) => columns.map((x) => grey(x, y))).sort((a, b) => a - b);
    return levels[Math.floor(levels.length * 0.7)];
  });
  return range(height).map((y) => range(width).map((x) => grey(x, y) < paper[Math.floor(x / BLOCK)] - DARKER));
}
