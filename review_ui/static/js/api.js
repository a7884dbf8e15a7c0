/** @file The doors of the server, as functions. */

const CSRF = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
const ROOT = "/api/v1";
const PATIENCE_MS = 15_000;

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

/** The server could not be reached, or answered with a fault that passes: the same request may be sent again. */
export class Unreachable extends Error {}

/**
 * Send one request; resolves to the decoded reply, or null where there is none.
 * @param {string} method @param {string} path @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function call(method, path, body) {
  const headers = { "X-CSRF-Token": CSRF, ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  let reply;
  try {
    reply = await fetch(ROOT + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Unreachable();
  }
  if (reply.status === 204) return null;
  const decoded = await reply.json().catch(() => null);
  if (reply.ok && decoded !== null) return decoded;
  if (decoded?.error === undefined || reply.status === 503) throw new Unreachable();
  if (decoded.error.code === "not_logged_in") location.reload();
  throw new Refused(reply.status, decoded.error);
}

/** @param {number} id @param {number} number */
export const pageUrl = (id, number) => `${ROOT}/records/${id}/pages/${number}.jpg`;
/** @param {number} id @param {string} key */
export const cropUrl = (id, key) => `${ROOT}/records/${id}/fields/${key}/crop.jpg`;
/** @param {number} id */
export const originalUrl = (id) => `${ROOT}/records/${id}/original`;
