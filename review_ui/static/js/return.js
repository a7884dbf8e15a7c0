/** @file Where somebody was when their session ended, so that logging in leads back there. */

const PLACE = "madoguchi.return";

/** The session is over: the login page comes next. */
export function leaveForLogin() {
  sessionStorage.setItem(PLACE, location.pathname + location.search);
  location.reload();
}

/** Where to go on after logging in; null where no session ended in this tab. @returns {string | null} */
export const placeLeft = () => sessionStorage.getItem(PLACE);

/** Go on after logging in. */
export function goOn() {
  const place = placeLeft() ?? "/queue";
  sessionStorage.removeItem(PLACE);
  location.replace(place);
}
