/** @file The mouse on the table: the wheel zooms at the pointer, dragging moves the sheet, a double click comes closer. */

const LINE = 16; // px that a wheel counting lines means
const WHEEL = 0.0015; // of a zoom's exponent for each px of the wheel
const STILL = 4; // px that a pointer may stray in a click

/**
 * The caret stays where it is, whatever the mouse does here; so does the page.
 * @param {HTMLElement} table
 * @param {{ zoom: (times: number, at: number[]) => void, move: (dx: number, dy: number) => void, toggle: (at: number[]) => void }} act
 */
export function listenToHand(table, act) {
  /** Where the pointer was last while its button is down. @type {{ id: number, x: number, y: number, drags: boolean } | null} */
  let held = null;
  let dragged = false;
  let went = false; // whether the first click of two was meant for another field

  const placeOf = (/** @type {MouseEvent} */ event) => {
    const { left, top } = table.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  table.addEventListener("mousedown", (event) => event.preventDefault());
  table.addEventListener("dragstart", (event) => event.preventDefault());
  table.addEventListener("wheel", (event) => {
    const page = /** @type {Element} */ (document.scrollingElement);
    if (page.scrollHeight > page.clientHeight && !event.ctrlKey) return; // in one column the wheel turns the page
    event.preventDefault();
    act.zoom(Math.exp(-event.deltaY * (event.deltaMode ? LINE : 1) * WHEEL), placeOf(event));
  }, { passive: false });
  table.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button === 0) held = { id: event.pointerId, x: event.clientX, y: event.clientY, drags: false };
  });
  table.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.drags && Math.hypot(dx, dy) < STILL) return;
    if (!held.drags) table.setPointerCapture(event.pointerId); // not earlier: a click would miss its field
    held = { id: held.id, x: event.clientX, y: event.clientY, drags: true };
    act.move(dx, dy);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    table.addEventListener(end, () => {
      dragged = held?.drags ?? false;
      held = null;
    });
  }
  table.addEventListener("click", (event) => {
    if (dragged) event.stopPropagation(); // the sheet was moved, no field was meant
    const place = /** @type {Element} */ (event.target).closest("button");
    if (event.detail < 2) went = !dragged && place !== null && !place.classList.contains("here");
  }, true);
  table.addEventListener("dblclick", (event) => {
    if (!went) act.toggle(placeOf(event));
  });
}
