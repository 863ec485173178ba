// A reader of envelopes, for tests alone: what the page seals must open by it, and it must open the
// vectors.

import { concat, fromHex, toHex, uint32, utf8 } from '../medimage/bytes.js';
import { diffieHellman, schedule, sharedSecret } from '../medimage/hpke.js';
import { readJson } from '../medimage/json.js';
import { aesKey, decrypt, derivable, derive, sha256 } from '../medimage/keys.js';
import { padme } from '../medimage/padme.js';

/** @typedef {import('../medimage/bytes.js').Bytes} Bytes */
/** @typedef {import('../medimage/hpke.js').KeyPair} KeyPair */

const PKCS8 = fromHex('302e020100300506032b656e04220420');
const BASE_POINT = concat(Uint8Array.of(9), new Uint8Array(31));

/** @param {Bytes} privateKey 32 bytes @returns {Promise<KeyPair>} */
export async function keyPair(privateKey) {
  const pkcs8 = concat(PKCS8, privateKey);
  const usages = /** @type {KeyUsage[]} */ (['deriveBits']);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, usages);
  return { privateKey: key, publicKey: await diffieHellman(key, BASE_POINT) };
}

/**
 * @param {KeyPair} recipient @param {Bytes} info @param {Bytes} sealed
 * @returns {Promise<Bytes>} by HPKE in its base mode
 */
async function openBase(recipient, info, sealed) {
  const encapsulated = sealed.slice(0, 32);
  const dh = await diffieHellman(recipient.privateKey, encapsulated);
  const shared = await sharedSecret(dh, concat(encapsulated, recipient.publicKey));
  const { key, nonce } = await schedule(0, shared, info);
  return decrypt(await aesKey(key, ['decrypt']), nonce, sealed.slice(32));
}

/**
 * Opens an envelope of suite 1 or 2. Of the manifest it reads what it needs.
 * @param {Bytes} envelope @param {KeyPair} recipient @param {Bytes} pairingKey
 */
export async function openEnvelope(envelope, recipient, pairingKey) {
  const prefix = envelope.slice(0, 122);
  const suite = prefix[9];
  const id = prefix.slice(10, 26);
  const fresh = await openBase(
    recipient,
    concat(utf8('MedImage envelope v1 secret'), prefix.slice(0, 42)),
    prefix.slice(42),
  );
  const share =
    suite === 1
      ? pairingKey
      : await derive(await derivable(pairingKey), id, utf8('MedImage envelope v1 share'), 32);
  const contentKey = await derive(
    await derivable(concat(fresh, share)),
    id,
    concat(utf8('MedImage envelope v1 content'), prefix),
    32,
  );
  const plain = await openStream(envelope.slice(122), contentKey, prefix);
  const length = new DataView(plain.buffer).getUint32(0);
  const manifest = readJson(plain.slice(4, 4 + length));
  const end = 4 + length + Number(manifest.get('length'));
  const content = plain.slice(4 + length, end);
  if (plain.length !== padme(end) || plain.subarray(end).some((byte) => byte !== 0)) {
    throw new Error('the padding is wrong');
  }
  if (toHex(await sha256(content)) !== manifest.get('sha256')) {
    throw new Error('the hash is wrong');
  }
  return { id, manifest, content };
}

/** @param {Bytes} stream @param {Bytes} contentKey @param {Bytes} prefix @returns {Promise<Bytes>} */
async function openStream(stream, contentKey, prefix) {
  if (stream[0] !== 40) {
    throw new Error('the header is wrong');
  }
  const key = await aesKey(
    await derive(await derivable(contentKey), stream.slice(1, 33), prefix, 32),
    ['decrypt'],
  );
  const parts = [];
  let at = 40;
  for (let index = 0; at < stream.length; index++) {
    const end = Math.min((index + 1) * 2 ** 20, stream.length);
    const last = end === stream.length ? 1 : 0;
    const nonce = concat(stream.slice(33, 40), uint32(index), Uint8Array.of(last));
    parts.push(await decrypt(key, nonce, stream.slice(at, end)));
    at = end;
  }
  return concat(...parts);
}
