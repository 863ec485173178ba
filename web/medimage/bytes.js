// Bytes and the texts that stand for them.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const encoder = new TextEncoder();

/** @param {string} text @returns {Bytes} */
export function utf8(text) {
  return encoder.encode(text);
}

/**
 * Decodes UTF-8 strictly. A byte order mark stays, so that a reader refuses it.
 * @param {Bytes} bytes
 * @returns {string}
 * @throws {TypeError} if the bytes are not UTF-8
 */
export function fromUtf8(bytes) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** @param {...Uint8Array} parts @returns {Bytes} a copy */
export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param {number} length in bytes, at most 65536 @returns {Bytes} of the system's source of randomness */
export function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** @param {Uint8Array} bytes @returns {string} small hexadecimal digits */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} hex @returns {Bytes} @throws {RangeError} if these are no pairs of hexadecimal digits */
export function fromHex(hex) {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) {
    throw new RangeError('not hexadecimal digits');
  }
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} bytes @returns {string} Base64 of RFC 4648 section 4, with padding */
export function toBase64(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

/**
 * Reads Base64 of RFC 4648 section 4, with padding and without blanks.
 * @param {string} text
 * @returns {Bytes}
 * @throws {RangeError} if the text is none
 */
export function fromBase64(text) {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new RangeError('not Base64');
  }
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} Base64url without padding */
export function toBase64Url(bytes) {
  return toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** @param {number} value @returns {Bytes} four bytes, big-endian */
export function uint32(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** @param {Uint8Array} bytes 16 of them @returns {string} 36 small characters */
export function uuidText(bytes) {
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param {string} text 36 small characters @returns {Bytes} @throws {RangeError} if it is no UUID */
export function uuidBytes(text) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) {
    throw new RangeError('not a UUID');
  }
  return fromHex(text.replace(/-/g, ''));
}
