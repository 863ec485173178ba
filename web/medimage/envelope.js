// Sealing an envelope of suite 2 (spec/envelope-v1.md).

import { concat, random, uint32, utf8 } from './bytes.js';
import * as hpke from './hpke.js';
import { aesKey, derivable, derive, encrypt } from './keys.js';
import { padme } from './padme.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * @typedef {object} Sealing
 * @property {Bytes} id the envelope id, a UUID of version 7
 * @property {Bytes} pairingId
 * @property {CryptoKey} pairingKey an HKDF key, which need not be extractable
 * @property {Bytes} publicKey of the receiver
 * @property {Bytes} manifest in JSON, 1 to 65536 bytes
 * @property {Bytes} content as long as the manifest says, with the hash that it says
 * @property {(streamKey: Bytes) => Promise<void>} [keep] called before the first part with what
 *     opens them (`copy.js`); its bytes are erased afterwards
 */

/** What goes before the stream: the head and the wrapped secret. */
export const PREFIX_BYTES = 122;
/** Of the stream, with its tag. */
export const SEGMENT_BYTES = 2 ** 20;
/** The one that browsers write. */
export const SUITE = 2;

export const HEADER_BYTES = 40;
const TAG_BYTES = 16;
const SECRET_LABEL = utf8('MedImage envelope v1 secret');
const SHARE_LABEL = utf8('MedImage envelope v1 share');
const CONTENT_LABEL = utf8('MedImage envelope v1 content');

/**
 * The size of an envelope, known before it is sealed.
 * @param {number} manifestLength @param {number} contentLength both in bytes
 * @returns {number} in bytes
 */
export function sealedSize(manifestLength, contentLength) {
  const plain = padme(4 + manifestLength + contentLength);
  const segments = Math.max(1, Math.ceil((plain + HEADER_BYTES) / (SEGMENT_BYTES - TAG_BYTES)));
  return PREFIX_BYTES + HEADER_BYTES + plain + TAG_BYTES * segments;
}

/**
 * Where a part of an envelope begins: {@link seal} makes one for each segment, and the first has
 * all that goes before it.
 * @param {number} index from 0
 * @returns {number} the offset in bytes
 */
export function partStart(index) {
  return index === 0 ? 0 : PREFIX_BYTES + index * SEGMENT_BYTES;
}

/**
 * Seals a photo, part by part, so that whoever stores the parts need not hold all of them. Manifest
 * and content must not change meanwhile; each part belongs to the caller.
 * @param {Sealing} sealing
 * @returns {AsyncGenerator<Bytes, void, void>} the parts in their order
 */
export async function* seal(sealing) {
  const { prefix, contentKey } = await begin(sealing);
  const salt = random(32);
  const noncePrefix = random(7);
  const header = concat(Uint8Array.of(HEADER_BYTES), salt, noncePrefix);
  const streamKey = await derive(await derivable(contentKey), salt, prefix, 32);
  contentKey.fill(0);
  const key = await aesKey(streamKey, ['encrypt']);
  await sealing.keep?.(streamKey);
  streamKey.fill(0);
  const head = concat(uint32(sealing.manifest.length), sealing.manifest);
  const total = padme(head.length + sealing.content.length);
  let at = 0;
  for (let index = 0; index === 0 || at < total; index++) {
    const room = SEGMENT_BYTES - TAG_BYTES - (index === 0 ? HEADER_BYTES : 0);
    const plain = plaintext(head, sealing.content, at, Math.min(room, total - at));
    at += plain.length;
    const nonce = concat(noncePrefix, uint32(index), Uint8Array.of(at === total ? 1 : 0));
    const segment = await encrypt(key, nonce, plain);
    yield index === 0 ? concat(prefix, header, segment) : segment;
  }
}

/** @param {Sealing} sealing */
async function begin(sealing) {
  const { id, pairingId, pairingKey, publicKey } = sealing;
  const head = concat(utf8('MedImage'), Uint8Array.of(1, SUITE), id, pairingId);
  const fresh = random(32);
  const wrapped = await hpke.seal(publicKey, concat(SECRET_LABEL, head), fresh);
  const prefix = concat(head, wrapped);
  const secret = concat(fresh, await derive(pairingKey, id, SHARE_LABEL, 32));
  fresh.fill(0);
  const contentKey = await derive(await derivable(secret), id, concat(CONTENT_LABEL, prefix), 32);
  secret.fill(0);
  return { prefix, contentKey };
}

/**
 * The bytes of the plaintext from `at` on; what is behind head and content is padding.
 * @param {Bytes} head @param {Bytes} content @param {number} at @param {number} length
 */
function plaintext(head, content, at, length) {
  const plain = new Uint8Array(length);
  if (at < head.length) {
    plain.set(head.subarray(at, at + length));
  }
  const from = Math.max(0, at - head.length);
  const to = at + length - head.length;
  if (to > 0 && from < content.length) {
    plain.set(content.subarray(from, to), Math.max(0, head.length - at));
  }
  return plain;
}
