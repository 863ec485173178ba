// HKDF, AES-GCM and hashes by WebCrypto.

import { concat, random } from './bytes.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

const subtle = crypto.subtle;
const NONCE_BYTES = 12;

/**
 * Makes a secret that keys are derived of. Its bytes cannot be read back, not even from storage.
 * @param {Bytes} secret
 * @returns {Promise<CryptoKey>}
 */
export function derivable(secret) {
  return subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
}

/**
 * HKDF of RFC 5869 with SHA-256.
 * @param {CryptoKey} secret made by {@link derivable}
 * @param {Bytes} salt
 * @param {Bytes} info
 * @param {number} length in bytes
 * @returns {Promise<Bytes>}
 */
export async function derive(secret, salt, info, length) {
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return new Uint8Array(await subtle.deriveBits(algorithm, secret, length * 8));
}

/** @param {Bytes} key 32 bytes @param {KeyUsage[]} usages @returns {Promise<CryptoKey>} */
export function aesKey(key, usages) {
  return subtle.importKey('raw', key, 'AES-GCM', false, usages);
}

/**
 * @param {CryptoKey} key @param {Bytes} nonce @param {Bytes} plaintext @param {Bytes} [aad]
 * @returns {Promise<Bytes>} the ciphertext and its tag
 */
export async function encrypt(key, nonce, plaintext, aad = new Uint8Array(0)) {
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: aad };
  return new Uint8Array(await subtle.encrypt(algorithm, key, plaintext));
}

/**
 * @param {CryptoKey} key @param {Bytes} nonce @param {Bytes} ciphertext @param {Bytes} [aad]
 * @returns {Promise<Bytes>}
 * @throws {DOMException} if it is not authentic
 */
export async function decrypt(key, nonce, ciphertext, aad = new Uint8Array(0)) {
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: aad };
  return new Uint8Array(await subtle.decrypt(algorithm, key, ciphertext));
}

/**
 * Encrypts under a nonce of its own, which goes before the ciphertext.
 * @param {CryptoKey} key @param {Bytes} plaintext @param {Bytes} [aad] what it is bound to
 * @returns {Promise<Bytes>}
 */
export async function sealWith(key, plaintext, aad) {
  const nonce = random(NONCE_BYTES);
  return concat(nonce, await encrypt(key, nonce, plaintext, aad));
}

/**
 * Opens what {@link sealWith} made.
 * @param {CryptoKey} key @param {Bytes} sealed @param {Bytes} [aad]
 * @returns {Promise<Bytes>}
 * @throws {DOMException} if it is not authentic
 */
export function openWith(key, sealed, aad) {
  return decrypt(key, sealed.slice(0, NONCE_BYTES), sealed.slice(NONCE_BYTES), aad);
}

/** @param {Bytes} bytes @returns {Promise<Bytes>} */
export async function sha256(bytes) {
  return new Uint8Array(await subtle.digest('SHA-256', bytes));
}

/**
 * @param {Bytes} key not empty @param {KeyUsage} usage `sign` or `verify`
 * @returns {Promise<CryptoKey>}
 */
export function hmacKey(key, usage) {
  return subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [usage]);
}

/** @param {Bytes} key @param {Bytes} message @returns {Promise<Bytes>} HMAC-SHA256 */
export async function hmac(key, message) {
  return new Uint8Array(await subtle.sign('HMAC', await hmacKey(key, 'sign'), message));
}
