// Envelope ids and the order of photos of one second.

import { random } from './bytes.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

const SET_BACK = 1000;
const MOST_REMEMBERED = 1000;

/** Gives ids in the order in which photos are sent (RFC 9562, section 6.2). */
export class SendOrder {
  #last = 0;

  /** @type {Map<string, number>} */
  #sent = new Map();

  /** @param {number} [now] milliseconds since 1970 @returns {Bytes} a UUID of version 7 */
  nextId(now = Date.now()) {
    // Photos of one millisecond run ahead of the clock; one that is set back is followed.
    const next = this.#last + 1;
    this.#last = now >= next || next - now > SET_BACK ? now : next;
    const id = random(16);
    const view = new DataView(id.buffer);
    view.setUint16(0, Math.floor(this.#last / 2 ** 32));
    view.setUint32(2, this.#last % 2 ** 32);
    id[6] = 0x70 | (id[6] & 0x0f);
    id[8] = 0x80 | (id[8] & 0x3f);
    return id;
  }

  /**
   * @param {string} pairing @param {string} tag @param {string} second of capture
   * @returns {string | null} the number of a photo of that second, unless it is the first
   */
  sequence(pairing, tag, second) {
    const key = JSON.stringify([pairing, tag, second]);
    const number = (this.#sent.get(key) ?? 0) + 1;
    this.#sent.delete(key);
    this.#sent.set(key, number);
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size <= MOST_REMEMBERED) {
        break;
      }
      this.#sent.delete(oldest);
    }
    return number === 1 || number > 999_999 ? null : String(number);
  }
}

