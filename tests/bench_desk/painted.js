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

  function stop() {
    const record = byId("record-number")?.textContent ?? "";
    if (isShown("question")) return { record, key: document.querySelector(".place.here")?.dataset.key ?? "" };
    if (isShown("complete")) return { record, key: "complete" };
    return { record, key: isShown("empty") ? "empty" : "" };
  }

  async function painted(isThere) {
    for (const began = performance.now(); !isThere(); await frame()) {
      if (performance.now() - began > 20_000) throw new Error(`nothing came after ${JSON.stringify(stop())}`);
    }
    await frame();
    return performance.now();
  }

  addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const [from, began] = [stop(), event.timeStamp];
    const hasGoneOn = () => {
      const here = stop();
      return here.key !== "" && (here.key !== from.key || here.record !== from.record);
    };
    const crop = () => stop().key === "complete" || isWhole(document.querySelector("#crop img"));
    const sheet = () => isWhole(document.querySelector(".sheet-of-paper img"));
    window.nextStop = frame().then(async () => {
      const all = [hasGoneOn, () => hasGoneOn() && crop(), () => hasGoneOn() && sheet()].map(painted);
      const [text, picture, page] = (await Promise.all(all)).map((moment) => moment - began);
      const here = stop();
      const kind = here.key === "complete" ? "end" : here.record === from.record ? "field" : "record";
      return { kind, text, picture, page, key: here.key };
    });
  }, true);
})();
