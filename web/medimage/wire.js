// What a sender says to a relay over HTTP (spec/wire-v1.md, spec/relay-v1.md).

import { toBase64, utf8 } from './bytes.js';
import { MedImageError } from './errors.js';
import { readProblem } from './problems.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

const MOST_ANSWER = 65_536;
const ANSWER_MS = 30_000;
/** A relay passes a pairing message on and waits 25 s for the answer. */
const PAIRING_MS = 40_000;
const STILL_MS = 30_000;
const TUS = { 'Tus-Resumable': '1.0.0' };
const OCTETS = 'application/octet-stream';
const OFFSET_OCTETS = 'application/offset+octet-stream';

/** One relay, for one pairing or for none yet. Safe for several requests at once. */
export class Wire {
  /**
   * @param {string} origin such as `https://relay.example`
   * @param {string} [authorization] the header's value
   * @param {(relay: Date) => void} [onDate] called with the relay's time in each answer that tells it
   */
  constructor(origin, authorization, onDate) {
    this.origin = origin;
    this.authorization = authorization;
    this.onDate = onDate;
  }

  /**
   * @param {string} nameplate @param {Bytes} message @param {AbortSignal} [signal]
   * @returns {Promise<Bytes>} the receiver's answer; the same message gets the same one
   */
  async pairing(nameplate, message, signal) {
    const init = { method: 'POST', headers: { 'Content-Type': OCTETS }, body: message };
    return (await this.#ask(`/v1/pairings/${nameplate}`, init, PAIRING_MS, signal)).body;
  }

  /** @param {AbortSignal} [signal] @returns {Promise<void>} if the relay lets this pairing in */
  async probe(signal) {
    await this.#ask('/v1/probe', {}, ANSWER_MS, signal);
  }

  /**
   * Begins an upload, or finds the one that was begun.
   * @param {string} id @param {number} length of the envelope @param {AbortSignal} [signal]
   * @returns {Promise<number>} how much of it the relay has
   */
  async create(id, length, signal) {
    const headers = {
      ...TUS,
      'Upload-Length': String(length),
      'Upload-Metadata': 'envelope ' + toBase64(utf8(id)),
    };
    const init = { method: 'POST', headers };
    const answer = await this.#ask('/v1/envelopes', init, ANSWER_MS, signal);
    return offsetOf(answer.headers.get('Upload-Offset')) ?? 0;
  }

  /**
   * @param {string} id @param {AbortSignal} [signal]
   * @returns {Promise<number | null>} how much the relay has; null if it knows no such upload
   */
  async head(id, signal) {
    try {
      const init = { method: 'HEAD', headers: TUS };
      const answer = await this.#ask(`/v1/envelopes/${id}`, init, ANSWER_MS, signal);
      return offsetOf(answer.headers.get('Upload-Offset'));
    } catch (e) {
      if (e instanceof MedImageError && e.args.status === 410) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Sends bytes by XMLHttpRequest, as `fetch` does not tell how many have left.
   * @param {string} id @param {number} offset @param {Blob} bytes
   * @param {(sent: number) => void} onProgress called with the bytes of these that have left
   * @param {AbortSignal} [signal]
   * @returns {Promise<number>} how much the relay has now
   */
  patch(id, offset, bytes, onProgress, signal) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const { href } = new URL(`${this.origin}/v1/envelopes/${id}`);
      request.open('PATCH', href);
      const headers = { ...TUS, 'Upload-Offset': String(offset), 'Content-Type': OFFSET_OCTETS };
      for (const [name, value] of Object.entries({ ...headers, ...this.#credential() })) {
        request.setRequestHeader(name, value);
      }
      const abort = () => request.abort();
      let timer = setTimeout(abort, STILL_MS);
      const moved = () => {
        clearTimeout(timer);
        timer = setTimeout(abort, STILL_MS);
      };
      request.upload.onprogress = (event) => {
        moved();
        onProgress(event.loaded);
      };
      request.upload.onload = moved;
      request.onprogress = (event) => {
        if (event.loaded > MOST_ANSWER) {
          request.abort();
        }
      };
      request.onloadend = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        const { status } = request;
        const header = (/** @type {string} */ name) => request.getResponseHeader(name);
        if (status === 0) {
          reject(new MedImageError(signal?.aborted ? 'stopped' : 'unreachable'));
          return;
        }
        if (request.responseURL !== href) {
          // it was led elsewhere
          reject(new MedImageError('relay-trouble'));
          return;
        }
        this.#tellDate(header('Date'));
        const now = offsetOf(header('Upload-Offset'));
        if (status >= 400 || now === null) {
          reject(readProblem(status, request.responseText, header('Retry-After')));
        } else {
          resolve(now);
        }
      };
      signal?.addEventListener('abort', abort);
      request.send(bytes);
      if (signal?.aborted) {
        abort();
      }
    });
  }

  /**
   * @param {string} id @param {number} wait in seconds, at most 25 @param {AbortSignal} [signal]
   * @returns {Promise<Bytes | null>} the sealed receipt; null if there is none yet
   */
  async receipt(id, wait, signal) {
    const path = `/v1/envelopes/${id}/receipt` + (wait > 0 ? `?wait=${wait}` : '');
    const answer = await this.#ask(path, {}, ANSWER_MS + wait * 1000, signal);
    return answer.status === 204 ? null : answer.body;
  }

  /**
   * @param {string} path @param {RequestInit} init @param {number} timeout in milliseconds
   * @param {AbortSignal} [signal]
   * @returns {Promise<{ status: number, headers: Headers, body: Bytes }>} an answer that is no problem
   */
  async #ask(path, init, timeout, signal) {
    const stop = new AbortController();
    const abort = () => stop.abort();
    const timer = setTimeout(abort, timeout);
    signal?.addEventListener('abort', abort);
    try {
      signal?.throwIfAborted();
      const answer = await fetch(this.origin + path, {
        ...init,
        headers: { ...init.headers, ...this.#credential() },
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        signal: stop.signal,
      });
      const { status, headers } = answer;
      this.#tellDate(headers.get('Date'));
      const body = await bodyOf(answer);
      if (status >= 400) {
        throw readProblem(status, new TextDecoder().decode(body), headers.get('Retry-After'));
      }
      return { status, headers, body };
    } catch (e) {
      if (e instanceof MedImageError) {
        throw e;
      }
      throw new MedImageError(signal?.aborted ? 'stopped' : 'unreachable', {}, e);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** @returns {Record<string, string>} */
  #credential() {
    return this.authorization === undefined ? {} : { Authorization: this.authorization };
  }

  /** @param {string | null} text */
  #tellDate(text) {
    const date = new Date(text ?? NaN);
    if (!Number.isNaN(date.getTime())) {
      this.onDate?.(date);
    }
  }
}

/** @param {string | null} text @returns {number | null} */
function offsetOf(text) {
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

/** Reads no more than a relay may say. @param {Response} answer @returns {Promise<Bytes>} */
async function bodyOf(answer) {
  const body = new Uint8Array(MOST_ANSWER);
  let length = 0;
  const reader = answer.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) {
      return body.slice(0, length);
    }
    if (length + value.length > MOST_ANSWER) {
      await reader?.cancel();
      throw new MedImageError('refused');
    }
    body.set(value, length);
    length += value.length;
  }
}
