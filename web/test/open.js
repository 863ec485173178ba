// A reader of envelopes, for tests alone: what the page seals must open by it, and it must open the
// good vectors and refuse the bad ones (spec/envelope-v1.md, "Opening").

import { concat, fromHex, toHex, uint32, utf8, uuidText } from '../medimage/bytes.js';
import { diffieHellman, schedule, sharedSecret } from '../medimage/hpke.js';
import { aesKey, decrypt, derivable, derive, sha256 } from '../medimage/keys.js';
import { padme } from '../medimage/padme.js';
import { readManifest } from './manifest.js';
import { Unopened, as } from './unopened.js';

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
 * @param {Bytes} pairingKey @param {Bytes} id of the envelope
 * @returns {Promise<Bytes>} the envelope share of suite 2
 */
export async function envelopeShare(pairingKey, id) {
  return derive(await derivable(pairingKey), id, utf8('MedImage envelope v1 share'), 32);
}

/**
 * Opens an envelope of suite 1 or 2.
 * @param {Bytes} envelope @param {KeyPair} recipient
 * @param {{ id: string, key: Bytes }} pairing the only one that this recipient has
 * @throws {Unopened}
 */
export async function openEnvelope(envelope, recipient, pairing) {
  const { id, prefix, suite } = readPrefix(envelope, pairing.id);
  const plain = await as('damaged', async () => {
    const fresh = await openBase(
      recipient,
      concat(utf8('MedImage envelope v1 secret'), prefix.slice(0, 42)),
      prefix.slice(42),
    );
    const share = suite === 1 ? pairing.key : await envelopeShare(pairing.key, id);
    const contentKey = await derive(
      await derivable(concat(fresh, share)),
      id,
      concat(utf8('MedImage envelope v1 content'), prefix),
      32,
    );
    return openStream(envelope.slice(122), contentKey, prefix);
  });
  return { id, ...(await as('bad-manifest', () => readPlain(plain))) };
}

/** @param {Bytes} envelope @param {string} pairingId */
function readPrefix(envelope, pairingId) {
  const prefix = envelope.slice(0, 122);
  const [version, suite] = prefix.slice(8);
  const id = prefix.slice(10, 26);
  if (prefix.length < 10 || toHex(prefix.slice(0, 8)) !== toHex(utf8('MedImage'))) {
    throw new Unopened('damaged');
  }
  if (version !== 1 || (suite !== 1 && suite !== 2)) {
    throw new Unopened('unsupported');
  }
  const isWhole = prefix.length === 122 && id[6] >> 4 === 7 && id[8] >> 6 === 2;
  if (!isWhole || uuidText(prefix.slice(26, 42)) !== pairingId) {
    throw new Unopened('damaged');
  }
  return { id, prefix, suite };
}

/** @param {Bytes} plain what the stream holds */
async function readPlain(plain) {
  const length = new DataView(plain.buffer).getUint32(0);
  if (length < 1 || length > 65_536 || 4 + length > plain.length) {
    throw new RangeError('the length of the manifest');
  }
  const manifest = readManifest(plain.slice(4, 4 + length));
  const end = 4 + length + manifest.length;
  const content = plain.slice(4 + length, end);
  if (plain.length !== padme(end) || plain.subarray(end).some((byte) => byte !== 0)) {
    throw new Error('the padding is wrong');
  }
  if (toHex(await sha256(content)) !== manifest.sha256) {
    throw new Error('the hash is wrong');
  }
  return { manifest, content };
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
  // The last segment has a tag, whatever else.
  for (let index = 0; index === 0 || at < stream.length; index++) {
    const end = Math.min((index + 1) * 2 ** 20, stream.length);
    const last = end === stream.length ? 1 : 0;
    const nonce = concat(stream.slice(33, 40), uint32(index), Uint8Array.of(last));
    parts.push(await decrypt(key, nonce, stream.slice(at, end)));
    at = end;
  }
  return concat(...parts);
}
