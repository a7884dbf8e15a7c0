// Runs in the desk's page before its own scripts. After each Enter it tells how long the next stop took to be painted.
//
// An element is taken for painted at the start of the frame after the one in which it stood in the page (and, for a
// picture, was there whole): the true moment lies up to one frame, 17 ms, before. Event Timing would tell the first
// paint after a key, but not that of a stop that comes with a reply.
(() => {
  const byId = (id) => document.getElementById(id);
  const isShown = (id) => byId(id) && !byId(id).hidden;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const isWhole = (picture) => picture && picture.complete && picture.naturalWidth > 0;

  // Where the desk is; a field is told by its place in the record, for one on a page that is missing lies nowhere.
  function stop() {
    const record = byId("record-number")?.textContent ?? "";
    const rows = [...document.querySelectorAll("#fields li:not(.page-head) > *")];
    const here = rows.findIndex((row) => row.hasAttribute("aria-current"));
    if (isShown("question")) return { record, key: here < 0 ? "" : String(here) };
    if (isShown("complete")) return { record, key: "complete" };
    return { record, key: isShown("empty") ? "empty" : "" };
  }

  window.stopShown = stop;

  async function painted(isThere) {
    for (const began = performance.now(); !isThere(); await frame()) {
      if (performance.now() - began > 20_000) throw new Error(`nothing came after ${JSON.stringify(stop())}`);
    }
    await frame();
    return performance.now();
  }

  // What a key will lead to, seen from now on; `began` is when it was pressed.
  function watch(began) {
    const from = stop();
    const hasGoneOn = () => {
      const here = stop();
      return here.key !== "" && (here.key !== from.key || here.record !== from.record);
    };
    const isBare = () => ["complete", "empty"].includes(stop().key); // nothing is asked: no picture belongs to it
    const isUnscanned = () => byId("crop").classList.contains("empty");
    const crop = () => isBare() || isUnscanned() || isWhole(document.querySelector("#crop img"));
    const sheet = () => isBare() || isUnscanned() || isWhole(document.querySelector(".sheet-of-paper img"));
    return frame().then(async () => {
      const all = [hasGoneOn, () => hasGoneOn() && crop(), () => hasGoneOn() && sheet()].map(painted);
      const [text, picture, page] = (await Promise.all(all)).map((moment) => moment - began);
      const here = stop();
      const kind = isBare() ? "end" : here.record === from.record ? "field" : "record";
      return { kind, text, picture, page, key: here.key };
    });
  }

  // Resolves once every answer is with the server, to the ms that it took from now.
  window.whenSent = async () => {
    const began = performance.now();
    while (byId("desk").dataset.unsent !== "0") await frame();
    return performance.now() - began;
  };

  const isGoing = (event) => event.key === "Enter" || (event.altKey && event.code === "KeyB");
  addEventListener("keydown", (event) => {
    if (isGoing(event)) window.nextStop = watch(event.timeStamp);
  }, true);
})();
