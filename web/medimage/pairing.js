// The guest's four messages of a pairing (spec/pairing-v1.md, "Messages").

import { concat, fromBase64, random, toBase64, utf8, uuidText } from './bytes.js';
import { MedImageError } from './errors.js';
import { ELEMENT_BYTES, SCALAR_BYTES, toBytes, toNumber } from './group.js';
import { generateKeyPair, openAuthenticated } from './hpke.js';
import { JpakeGuest, draw } from './jpake.js';
import { readJson, textField } from './json.js';
import { aesKey, derivable, derive, openWith, sealWith, sha256 } from './keys.js';
import { readRoutes } from './routes.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * @typedef {object} Paired
 * @property {Bytes} id the pairing id
 * @property {CryptoKey} key the pairing key, an HKDF key whose bytes cannot be read
 * @property {string} name of the receiver
 * @property {Bytes} publicKey of the receiver
 * @property {import('./routes.js').Route[]} routes
 */

/**
 * What a guest draws; tests give their own.
 * @typedef {object} Randomness
 * @property {Bytes} session 16 bytes
 * @property {import('./jpake.js').Drawn} drawn
 * @property {import('./hpke.js').KeyPair} challenge
 */

const VERSION = 1;
const HELLO = 1;
const HELLO_ANSWER = 2;
const PROOF = 3;
const PROOF_ANSWER = 4;
const CONFIRMATION_BYTES = 32;
const POSSESSION_BYTES = 48;
const POSSESSION_LABEL = utf8('MedImage pairing v1 possession');
const HELLO_ANSWER_BYTES = 2 + 6 * ELEMENT_BYTES + 3 * SCALAR_BYTES;

/** @returns {Promise<Randomness>} */
async function drawAll() {
  return { session: random(16), drawn: draw(), challenge: await generateKeyPair() };
}

/** The guest of one pairing. Its methods are called in their order, each once. */
export class PairingGuest {
  /** @param {string} code @param {Randomness} drawn */
  constructor(code, drawn) {
    this.session = drawn.session;
    this.challenge = drawn.challenge;
    this.jpake = new JpakeGuest(uuidText(drawn.session), code, drawn.drawn);
    /** @type {Bytes} */
    this.helloMessage = new Uint8Array(0);
    /** @type {Keys | undefined} */
    this.keys = undefined;
  }

  /** @param {string} code in its own form, such as `7-QXKD` @param {Randomness} [drawn] @returns {Promise<PairingGuest>} */
  static async begin(code, drawn) {
    return new PairingGuest(code, drawn ?? (await drawAll()));
  }

  /** @returns {Promise<Bytes>} the first message */
  async hello() {
    const { gx1, gx2, proof1, proof2 } = await this.jpake.round1();
    this.helloMessage = concat(
      Uint8Array.of(VERSION, HELLO),
      this.session,
      toBytes(gx1, ELEMENT_BYTES),
      toBytes(gx2, ELEMENT_BYTES),
      proofBytes(proof1),
      proofBytes(proof2),
    );
    return this.helloMessage;
  }

  /**
   * Makes the second message. Whoever gets it can test one guess at the code, so it is made only
   * for a host that has proved its numbers.
   * @param {Bytes} answer to the first
   * @param {string} deviceName 1 to 100 characters
   * @returns {Promise<Bytes>}
   * @throws {MedImageError} `bad-message`
   */
  async proof(answer, deviceName) {
    const { a, proof } = await this.jpake.round2(...readHelloAnswer(answer));
    const head = Uint8Array.of(VERSION, PROOF);
    const begin = concat(head, this.session, toBytes(a, ELEMENT_BYTES), proofBytes(proof));
    const transcript = await sha256(concat(this.helloMessage, answer, begin));
    this.keys = await Keys.of(toBytes(this.jpake.agreed, ELEMENT_BYTES), transcript);
    const profile = { name: deviceName, challenge: toBase64(this.challenge.publicKey) };
    const sealed = await sealWith(this.keys.guest, utf8(JSON.stringify(profile)));
    return concat(begin, await this.jpake.confirmation(), sealed);
  }

  /**
   * @param {Bytes} answer to the second message
   * @returns {Promise<Paired>}
   * @throws {MedImageError} `wrong-code` if the host does not know the code, or `bad-message`
   */
  async finish(answer) {
    const keys = /** @type {Keys} */ (this.keys);
    if (!hasHead(answer, PROOF_ANSWER) || answer.length < 2 + CONFIRMATION_BYTES) {
      throw new MedImageError('bad-message');
    }
    if (!(await this.jpake.confirms(answer.slice(2, 2 + CONFIRMATION_BYTES)))) {
      throw new MedImageError('wrong-code');
    }
    try {
      const profile = await openWith(keys.host, answer.slice(2 + CONFIRMATION_BYTES));
      return await this.#paired(readJson(profile), keys);
    } catch (e) {
      throw new MedImageError('bad-message', {}, e);
    }
  }

  /** @param {import('./json.js').JsonObject} profile @param {Keys} keys @returns {Promise<Paired>} */
  async #paired(profile, keys) {
    const publicKey = base64(textField(profile, 'publicKey'), 32);
    const possession = base64(textField(profile, 'possession'), POSSESSION_BYTES);
    const info = concat(POSSESSION_LABEL, keys.id);
    await openAuthenticated(this.challenge, publicKey, info, possession);
    const name = checkName(textField(profile, 'name'));
    return { id: keys.id, key: keys.pairing, name, publicKey, routes: readRoutes(profile) };
  }
}

/** What follows from the agreed element. */
class Keys {
  /** @param {Bytes} id @param {CryptoKey} pairing @param {CryptoKey} guest @param {CryptoKey} host */
  constructor(id, pairing, guest, host) {
    this.id = id;
    this.pairing = pairing;
    this.guest = guest;
    this.host = host;
  }

  /** @param {Bytes} agreed @param {Bytes} transcript */
  static async of(agreed, transcript) {
    const secret = await derivable(agreed);
    agreed.fill(0);
    /** @param {string} what @param {number} length */
    const key = (what, length) =>
      derive(secret, transcript, utf8('MedImage pairing v1 ' + what), length);
    const pairingKey = await key('key', 32);
    const pairing = await derivable(pairingKey);
    pairingKey.fill(0);
    return new Keys(
      await key('id', 16),
      pairing,
      await aesKey(await key('guest', 32), ['encrypt']),
      await aesKey(await key('host', 32), ['decrypt']),
    );
  }
}

/**
 * A name that the other side shows.
 * @param {string} name
 * @returns {string}
 * @throws {MedImageError} `bad-name`
 */
export function checkName(name) {
  if (name.trim() === '' || [...name].length > 100 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) {
    throw new MedImageError('bad-name');
  }
  return name;
}

/** @param {import('./jpake.js').Proof} proof */
function proofBytes({ v, r }) {
  return concat(toBytes(v, ELEMENT_BYTES), toBytes(r, SCALAR_BYTES));
}

/**
 * @param {Bytes} answer
 * @returns {[import('./jpake.js').Round1, import('./jpake.js').Round2]}
 */
function readHelloAnswer(answer) {
  if (answer.length !== HELLO_ANSWER_BYTES || !hasHead(answer, HELLO_ANSWER)) {
    throw new MedImageError('bad-message');
  }
  let at = 2;
  const take = (/** @type {number} */ length) => toNumber(answer.subarray(at, (at += length)));
  const element = () => take(ELEMENT_BYTES);
  const proof = () => ({ v: element(), r: take(SCALAR_BYTES) });
  const gx1 = element();
  const gx2 = element();
  const round1 = { gx1, gx2, proof1: proof(), proof2: proof() };
  return [round1, { a: element(), proof: proof() }];
}

/** @param {Bytes} message @param {number} type */
function hasHead(message, type) {
  return message[0] === VERSION && message[1] === type;
}

/** @param {string} text @param {number} length @returns {Bytes} */
function base64(text, length) {
  const bytes = fromBase64(text);
  if (bytes.length !== length) {
    throw new RangeError('another length');
  }
  return bytes;
}
