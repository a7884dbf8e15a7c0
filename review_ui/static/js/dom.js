/** @file Elements from data. Text goes in as text nodes only, so nothing written on a form can become markup. */

/**
 * An element with attributes and children; attributes that are false or null are left out.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on…` keys are listeners
 * @param {...(Node | string | null)} children
 * @returns {any}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Do something in place of sending a form, by whichever key or button it is sent. @param {string} id @param {() => unknown} act */
export function onSubmit(id, act) {
  byId(id).addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    act();
  });
}

/** @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element #${id}`);
  return /** @type {any} */ (element);
}
