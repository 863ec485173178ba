// Opening the sealed copy of a photo that nobody else has. The page loads this when it is needed.

import { concat, fromHex, fromUtf8, uint32 } from './bytes.js';
import { done } from './database.js';
import { HEADER_BYTES, PREFIX_BYTES } from './envelope.js';
import { MedImageError } from './errors.js';
import { aesKey, decrypt } from './keys.js';
import { keyPlace } from './outbox.js';
import { readPart } from './parts.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * @param {import('./outbox.js').Outbox} outbox
 * @param {string} id of an envelope
 * @returns {Promise<File>} its photo
 * @throws {MedImageError} `damaged` if the copy cannot be opened here, or is not whole
 */
export async function openCopy(outbox, id) {
  const { database } = outbox;
  const envelope = await database.read(['envelopes'], ({ envelopes }) => done(envelopes.get(id)));
  const key = envelope?.key && (await outbox.unseal(envelope.key, keyPlace(id)).catch(() => null));
  if (!key) {
    throw new MedImageError('damaged');
  }
  return openParts(fromHex(key), envelope.parts, (index) => readPart(database, id, index));
}

/**
 * @param {Bytes} streamKey @param {number} count of the parts
 * @param {(index: number) => Promise<Bytes>} read a part
 */
async function openParts(streamKey, count, read) {
  const key = await aesKey(streamKey, ['decrypt']);
  const plain = [];
  let noncePrefix = new Uint8Array(0);
  for (let index = 0; index < count; index++) {
    const part = await read(index);
    const start = index === 0 ? PREFIX_BYTES + HEADER_BYTES : 0;
    noncePrefix = index === 0 ? part.slice(start - 7, start) : noncePrefix;
    const nonce = concat(noncePrefix, uint32(index), Uint8Array.of(index + 1 === count ? 1 : 0));
    try {
      plain.push(new Blob([await decrypt(key, nonce, part.slice(start))]));
    } catch (e) {
      throw new MedImageError('damaged', {}, e);
    }
  }
  return photoOf(new Blob(plain));
}

/** @param {Blob} plain the plaintext of an envelope */
async function photoOf(plain) {
  const bytes = (/** @type {number} */ from, /** @type {number} */ to) =>
    plain.slice(from, to).arrayBuffer();
  const start = 4 + new DataView(await bytes(0, 4)).getUint32(0);
  const manifest = JSON.parse(fromUtf8(new Uint8Array(await bytes(4, start))));
  const { fileName, mediaType, length } = manifest;
  return new File([plain.slice(start, start + length)], fileName, { type: mediaType });
}
