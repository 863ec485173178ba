// What is known about a photo, as it travels inside its envelope (spec/envelope-v1.md, "Manifest").

import { toHex, utf8 } from './bytes.js';
import { capturedAt } from './capture.js';
import { sha256 } from './keys.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

const TYPE = /^[a-z0-9][a-z0-9.+_-]{0,62}\/[a-z0-9][a-z0-9.+_-]{0,62}$/;

/** The types of files whose type a browser does not tell. @type {Record<string, string>} */
const TYPES = {
  heic: 'image/heic',
  heif: 'image/heif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

/** @type {Record<string, string>} */
const ENDINGS = {
  'image/heic': 'heic',
  'image/heif': 'heif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/**
 * @typedef {object} About
 * @property {import('./tag.js').Tag} tag
 * @property {string} deviceName
 * @property {(second: string) => string | null} sequence the digits for a photo of a second
 */

/**
 * @typedef {object} Photo
 * @property {Bytes} content
 * @property {string} name of the file
 * @property {string} type as the browser tells it
 * @property {number} modified milliseconds since 1970
 */

/**
 * Reads a file whole: WebCrypto hashes nothing piece by piece, and bytes that are read once cannot
 * change between the hash and the seal.
 * @param {Blob & { name?: string, lastModified?: number }} file
 * @returns {Promise<Photo>}
 */
export async function readPhoto(file) {
  return {
    content: new Uint8Array(await file.arrayBuffer()),
    name: file.name ?? '',
    type: file.type,
    modified: file.lastModified ?? 0,
  };
}

/**
 * @param {Photo} photo @param {About} about @param {number} [now]
 * @returns {Promise<{ json: Bytes, fileName: string }>}
 */
export async function writeManifest(photo, about, now = Date.now()) {
  const mediaType = mediaTypeOf(photo);
  const fileName = fileNameOf(photo.name, mediaType);
  const captured = capturedAt(photo.content, photo.modified, now);
  const sequence = about.sequence(captured.at.slice(0, 19));
  const fields = {
    tag: about.tag.text,
    fileName,
    mediaType,
    capturedAt: captured.at,
    capturedFrom: captured.from,
    ...(sequence === null ? {} : { sequence }),
    length: photo.content.length,
    sha256: toHex(await sha256(photo.content)),
    deviceName: about.deviceName,
    attributes: {},
  };
  return { json: utf8(JSON.stringify(fields)), fileName };
}

/** @param {Photo} photo */
function mediaTypeOf({ type, name }) {
  const told = type.toLowerCase().split(';')[0].trim();
  const ending = name.toLowerCase().split('.').pop() ?? '';
  return TYPE.test(told) ? told : (TYPES[ending] ?? 'application/octet-stream');
}

/** @param {string} name @param {string} mediaType @returns {string} a name without anything unsafe */
function fileNameOf(name, mediaType) {
  const safe = name.replace(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '-').slice(-255);
  // A cut can leave half a character, which then stands first.
  const whole = safe.replace(/^[\uDC00-\uDFFF]/, '');
  return /^\.{0,2}$/.test(whole) ? 'photo.' + (ENDINGS[mediaType] ?? 'bin') : whole;
}
