/** @file What an answer costs: active seconds since the field was shown, and keys pressed. Never which keys. */

const PAUSE_MS = 60_000; // a longer pause is not work on this field
const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"]);
const MOST = { seconds: 3_600, keystrokes: 10_000 };

/** Measures from now on, and anew after each `begin`. */
export function createEffort() {
  let active = 0;
  let keystrokes = 0;
  let last = performance.now();
  let moved = last;

  /** @param {Event} event */
  function note(event) {
    const now = performance.now();
    active += Math.min(now - last, PAUSE_MS);
    last = moved = now;
    if (event instanceof KeyboardEvent && !event.repeat && !MODIFIERS.has(event.key)) keystrokes += 1;
  }

  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(kind, note, { capture: true, passive: true });
  }

  return {
    begin() {
      active = 0;
      keystrokes = 0;
      last = performance.now();
    },
    /** @returns {{ seconds: number, keystrokes: number }} */
    spent() {
      const seconds = (active + Math.min(performance.now() - last, PAUSE_MS)) / 1000;
      return { seconds: Math.min(Number(seconds.toFixed(2)), MOST.seconds), keystrokes: Math.min(keystrokes, MOST.keystrokes) };
    },
    /** When a hand last moved, in the milliseconds of `performance.now`. */
    last: () => moved,
  };
}
