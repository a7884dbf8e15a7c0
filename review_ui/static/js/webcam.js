/** @file A sheet photographed at the counter: what the camera sees, then one frame of it as a JPEG. */

import { byId } from "./dom.js";
import { t } from "./words.js";

/** As large as the camera gives it, and whole: browsers else cut pictures to the shape that is wished for. */
const WISH = { video: { facingMode: "environment", width: { ideal: 3840 }, height: { ideal: 2160 }, resizeMode: "none" }, audio: false };
const LEAST_PX = 100; // before its first picture a video is two pixels wide
const QUALITY = 0.92;

/** @param {(file: File) => void} onTaken */
export function createWebcam(onTaken) {
  const dialog = byId("webcam");
  const [video, frame] = [byId("webcam-video"), byId("webcam-frame")];
  /** @type {MediaStream | null} */
  let stream = null;

  async function open() {
    show(false);
    byId("webcam-problem").textContent = "";
    byId("webcam-take").disabled = true;
    dialog.showModal();
    try {
      if (!navigator.mediaDevices) throw new DOMException("", window.isSecureContext ? "NotFoundError" : "SecurityError");
      const got = await navigator.mediaDevices.getUserMedia(WISH);
      if (!dialog.open) return got.getTracks().forEach((track) => track.stop()); // closed while it was asked for
      stream = video.srcObject = got;
      await video.play();
      while (video.videoWidth < LEAST_PX && dialog.open) await new Promise((resolve) => setTimeout(resolve, 50));
      byId("webcam-take").disabled = false;
      byId("webcam-take").focus();
    } catch (error) {
      if (dialog.open) byId("webcam-problem").textContent = t(`counter.camera_problem.${problemOf(error)}`);
    }
  }

  /** @param {boolean} taken whether a frame is shown in place of what the camera sees */
  function show(taken) {
    for (const [id, hidden] of Object.entries({ "webcam-video": taken, "webcam-take": taken, "webcam-frame": !taken, "webcam-retake": !taken, "webcam-send": !taken })) {
      byId(id).hidden = hidden;
    }
  }

  function take() {
    [frame.width, frame.height] = [video.videoWidth, video.videoHeight];
    frame.getContext("2d").drawImage(video, 0, 0);
    show(true);
    byId("webcam-send").focus();
  }

  function send() {
    frame.toBlob((/** @type {Blob | null} */ blob) => {
      if (blob) onTaken(new File([blob], t("counter.camera_name", { time: clock() }), { type: "image/jpeg" }));
      dialog.close();
    }, "image/jpeg", QUALITY);
  }

  byId("webcam-take").addEventListener("click", take);
  byId("webcam-send").addEventListener("click", send);
  byId("webcam-retake").addEventListener("click", () => {
    show(false);
    byId("webcam-take").focus();
  });
  byId("webcam-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
  });
  return { open };
}

/** Why there is no picture. @param {unknown} error */
function problemOf(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "denied";
  if (name === "SecurityError") return "insecure";
  return name === "NotFoundError" ? "none" : "busy";
}

const clock = () => new Date().toLocaleTimeString("ja-JP", { hour12: false, timeZone: "Asia/Tokyo" }).replaceAll(":", "-");
