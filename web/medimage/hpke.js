// HPKE of RFC 9180 with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, single shot:
// sealing in the base mode, opening in the auth mode.

import { concat, utf8 } from './bytes.js';
import { aesKey, decrypt, encrypt, hmac } from './keys.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {{ privateKey: CryptoKey, publicKey: Bytes }} KeyPair */

const subtle = crypto.subtle;
const KEM = 0x20;
const MODE_BASE = 0;
const MODE_AUTH = 2;
const EMPTY = new Uint8Array(0);
const KEM_SUITE = concat(utf8('KEM'), Uint8Array.of(0, KEM));
const HPKE_SUITE = concat(utf8('HPKE'), Uint8Array.of(0, KEM, 0, 1, 0, 2));

/** @returns {Promise<KeyPair>} a fresh pair whose private key cannot be read */
export async function generateKeyPair() {
  const pair = /** @type {CryptoKeyPair} */ (
    await subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])
  );
  return {
    privateKey: pair.privateKey,
    publicKey: new Uint8Array(await subtle.exportKey('raw', pair.publicKey)),
  };
}

/** @returns {Promise<boolean>} whether this browser has X25519 */
export async function isSupported() {
  try {
    await generateKeyPair();
    return true;
  } catch {
    return false;
  }
}

/**
 * Seals in the base mode, so that anybody may be the sender.
 * @param {Bytes} publicKey of the recipient, 32 bytes
 * @param {Bytes} info
 * @param {Bytes} plaintext
 * @param {KeyPair} [ephemeral] for tests alone
 * @returns {Promise<Bytes>} the encapsulated key (32 bytes), the ciphertext and its tag
 * @throws {DOMException} if the key is no public key
 */
export async function seal(publicKey, info, plaintext, ephemeral) {
  const pair = ephemeral ?? (await generateKeyPair());
  const dh = await diffieHellman(pair.privateKey, publicKey);
  const shared = await sharedSecret(dh, concat(pair.publicKey, publicKey));
  const { key, nonce } = await schedule(MODE_BASE, shared, info);
  return concat(pair.publicKey, await encrypt(await aesKey(key, ['encrypt']), nonce, plaintext));
}

/**
 * Opens what the holder of `senderKey` sealed to `recipient`.
 * @param {KeyPair} recipient
 * @param {Bytes} senderKey the public key of who says to have sealed it
 * @param {Bytes} info
 * @param {Bytes} sealed
 * @returns {Promise<Bytes>}
 * @throws {DOMException} if it is not authentic, or a key is no public key
 */
export async function openAuthenticated(recipient, senderKey, info, sealed) {
  const encapsulated = sealed.slice(0, 32);
  const dh = concat(
    await diffieHellman(recipient.privateKey, encapsulated),
    await diffieHellman(recipient.privateKey, senderKey),
  );
  const shared = await sharedSecret(dh, concat(encapsulated, recipient.publicKey, senderKey));
  const { key, nonce } = await schedule(MODE_AUTH, shared, info);
  return decrypt(await aesKey(key, ['decrypt']), nonce, sealed.slice(32));
}

/**
 * WebCrypto refuses a shared secret of zeros, as RFC 7748 section 6.1 asks for.
 * @param {CryptoKey} privateKey @param {Bytes} publicKey @returns {Promise<Bytes>}
 */
export async function diffieHellman(privateKey, publicKey) {
  const other = await subtle.importKey('raw', publicKey, { name: 'X25519' }, false, []);
  return new Uint8Array(
    await subtle.deriveBits({ name: 'X25519', public: other }, privateKey, 256),
  );
}

/** ExtractAndExpand of section 4.1. @param {Bytes} dh @param {Bytes} context @returns {Promise<Bytes>} 32 bytes */
export async function sharedSecret(dh, context) {
  const secret = await extract(KEM_SUITE, EMPTY, 'eae_prk', dh);
  return expand(KEM_SUITE, secret, 'shared_secret', context, 32);
}

/**
 * The key schedule of section 5.1, without a pre-shared key.
 * @param {number} mode @param {Bytes} shared @param {Bytes} info
 * @returns {Promise<{ key: Bytes, nonce: Bytes }>} of AES-256-GCM
 */
export async function schedule(mode, shared, info) {
  const context = concat(
    Uint8Array.of(mode),
    await extract(HPKE_SUITE, EMPTY, 'psk_id_hash', EMPTY),
    await extract(HPKE_SUITE, EMPTY, 'info_hash', info),
  );
  const secret = await extract(HPKE_SUITE, shared, 'secret', EMPTY);
  return {
    key: await expand(HPKE_SUITE, secret, 'key', context, 32),
    nonce: await expand(HPKE_SUITE, secret, 'base_nonce', context, 12),
  };
}

/**
 * LabeledExtract. HMAC fills a short key with zeros, so 32 of them are the empty salt, which
 * WebCrypto does not take as a key.
 * @param {Bytes} suite @param {Bytes} salt @param {string} label @param {Bytes} material
 */
function extract(suite, salt, label, material) {
  const input = concat(utf8('HPKE-v1'), suite, utf8(label), material);
  return hmac(salt.length === 0 ? new Uint8Array(32) : salt, input);
}

/**
 * LabeledExpand, to at most 32 bytes.
 * @param {Bytes} suite @param {Bytes} secret @param {string} label @param {Bytes} info
 * @param {number} length
 */
async function expand(suite, secret, label, info, length) {
  const head = Uint8Array.of(0, length);
  const input = concat(head, utf8('HPKE-v1'), suite, utf8(label), info, Uint8Array.of(1));
  return (await hmac(secret, input)).slice(0, length);
}
