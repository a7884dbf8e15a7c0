/**
 * @file What happens meanwhile, as the server tells it; where no stream comes through, it is asked again and again.
 * Only while the page is seen: a browser opens few connections to one server, and each open page keeps one.
 */

const ASK_MS = 2_000;
const SILENCE_MS = 5_000; // a proxy that keeps back what it should pass on lets the first event not through

/**
 * @template Told
 * @param {string} address the stream's
 * @param {string} name of its events
 * @param {(told: Told) => void} onTold
 * @param {() => Promise<unknown>} ask what takes the stream's place
 */
export function createNews(address, name, onTold, ask) {
  /** @type {EventSource | null} */
  let stream = null;
  let asking = 0;
  let patience = 0;

  function listen() {
    if (stream || document.hidden) return;
    if (typeof EventSource === "undefined") return askOn();
    stream = new EventSource(address);
    patience = window.setTimeout(giveUp, SILENCE_MS);
    stream.addEventListener(name, (event) => {
      heard();
      onTold(JSON.parse(event.data));
    });
    stream.addEventListener("open", () => asking && heard()); // back again, and nothing happened meanwhile
    stream.addEventListener("error", () => (stream?.readyState === EventSource.CLOSED ? giveUp() : askOn()));
  }

  function heard() {
    clearTimeout(patience);
    clearInterval(asking);
    asking = 0;
  }

  /** No stream here. */
  function giveUp() {
    clearTimeout(patience);
    stream?.close();
    askOn();
  }

  function askOn() {
    if (asking || document.hidden) return;
    ask();
    asking = window.setInterval(ask, ASK_MS);
  }

  function rest() {
    heard();
    stream?.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
}
