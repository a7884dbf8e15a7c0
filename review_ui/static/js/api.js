/** @file The doors of the server, as functions. */

import { leaveForLogin } from "./return.js";

const CSRF = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
const ROOT = "/api/v1";
const PATIENCE_MS = 15_000;
const SENDING_MS = 300_000; // 50 MB over a slow line
const READING_MS = 120_000; // reading a page takes seconds, and others may be before it

/** A refusal of the server, in words for people. */
export class Refused extends Error {
  /** @param {number} status @param {{code: string, message: string, details: Record<string, any>}} error */
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.details = error.details;
  }
}

/**
 * The server could not be reached, or answered with a fault that passes: the same request may be sent again.
 * The message is the server's own, or empty.
 */
export class Unreachable extends Error {}

/**
 * Send one request; resolves to the decoded reply, or null where there is none.
 * @param {string} method @param {string} path @param {unknown} [body] @param {number} [patience] in ms
 * @returns {Promise<any>}
 */
export function call(method, path, body, patience = PATIENCE_MS) {
  if (body === undefined) return request(method, path, {}, undefined, patience);
  return request(method, path, { "Content-Type": "application/json" }, JSON.stringify(body), patience);
}

/** Hand a file in at the counter. @param {File} file @param {string} name */
export const send = (file, name) =>
  request("POST", "/counter/sheets", { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(name) }, file, SENDING_MS);

/**
 * @param {string} method @param {string} path @param {Record<string, string>} headers @param {BodyInit | undefined} body
 * @param {number} patience in ms @returns {Promise<any>}
 */
async function request(method, path, headers, body, patience) {
  let reply;
  try {
    reply = await fetch(ROOT + path, {
      method, headers: { "X-CSRF-Token": CSRF, ...headers }, body, signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new Unreachable();
  }
  if (reply.status === 204) return null;
  const decoded = await reply.json().catch(() => null);
  if (reply.ok && decoded !== null) return decoded;
  if (decoded?.error === undefined || reply.status === 503) throw new Unreachable(decoded?.error?.message);
  if (decoded.error.code === "not_logged_in") leaveForLogin();
  throw new Refused(reply.status, decoded.error);
}

/**
 * Say what a refused sheet is: a page, or a whole file.
 * @param {{ page_id: number | null, file_id: number }} sheet @param {import("./types.js").Ruling} ruling
 */
export function rule(sheet, ruling) {
  const place = sheet.page_id === null ? `files/${sheet.file_id}` : String(sheet.page_id);
  return call("POST", `/refused/${place}/ruling`, ruling, ["form", "page"].includes(ruling.kind) ? READING_MS : PATIENCE_MS);
}

/** The places of a postal code. @param {string} code seven digits @returns {Promise<import("./types.js").Area[]>} */
export const areasOf = (code) => call("GET", `/postal/${code}`);

/**
 * What a text means in a field.
 * @param {import("./types.js").DeskRecord} record @param {import("./types.js").Field} field @param {string} text
 */
export const meaningOf = (record, field, text) =>
  call("POST", "/meaning", { form: record.form, version: record.template_version, field: field.key, text });

/** Which record would follow this one. @param {number} id @returns {Promise<import("./types.js").Ahead | null>} */
export const aheadOf = (id) => call("GET", `/records/${id}/ahead`);

/** @param {number} pageId @param {number} width in pixels */
export const refusedUrl = (pageId, width) => `${ROOT}/refused/${pageId}/image.jpg?width=${width}`;
/** @param {number} id @param {number} number */
export const pageUrl = (id, number) => `${ROOT}/records/${id}/pages/${number}.jpg`;
/** @param {number} id @param {string} key */
export const cropUrl = (id, key) => `${ROOT}/records/${id}/fields/${key}/crop.jpg`;
/** A page as it was scanned. @param {number} id @param {number} number */
export const scanUrl = (id, number) => `${ROOT}/records/${id}/scan/${number}.jpg`;
/** @param {number} id */
export const originalUrl = (id) => `${ROOT}/records/${id}/original`;
