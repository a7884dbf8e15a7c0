/**
 * @file Answers that could not be sent yet, for as long as this tab lives. They are written down only when the server
 * cannot be reached or the page goes away, and are wiped out once sent, at log-out, and for another person.
 */

/** @typedef {import("./types.js").Answer} Answer */

const PLACE = "madoguchi.unsent";
let isClosed = false;

/** @param {string} who the account's name @param {Answer[]} answers */
export function keep(who, answers) {
  if (isClosed) return;
  if (answers.length) sessionStorage.setItem(PLACE, JSON.stringify({ who, answers }));
  else forget();
}

/** Whether any are written down. */
export const isKept = () => sessionStorage.getItem(PLACE) !== null;

/** What the same person left unsent in this tab, in the order in which it was given. @param {string} who @returns {Answer[]} */
export function recall(who) {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  if (kept?.who === who) return kept.answers;
  forget();
  return [];
}

/** Going out: nothing is written down any more, not even while the page goes away. */
export function close() {
  isClosed = true;
  forget();
}

export function forget() {
  sessionStorage.removeItem(PLACE);
}
