// The guest's numbers of J-PAKE (RFC 8236) with Schnorr's proofs (RFC 8235), as
// spec/pairing-v1.md says.

import { concat, utf8 } from './bytes.js';
import { MedImageError } from './errors.js';
import { G, P, Q, mod, power, randomScalar, times } from './group.js';
import { toNumber, toShortBytes, withLengths } from './group.js';
import { hmac, hmacKey, sha256 } from './keys.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {{ v: bigint, r: bigint }} Proof */
/** @typedef {{ gx1: bigint, gx2: bigint, proof1: Proof, proof2: Proof }} Round1 */
/** @typedef {{ a: bigint, proof: Proof }} Round2 */

/**
 * What a guest draws for one pairing.
 * @typedef {{ x1: bigint, x2: bigint, v1: bigint, v2: bigint, v3: bigint }} Drawn
 */

const CONFIRMED = utf8('JPAKE_KC');
const CONFIRMATION = utf8('KC_1_U');

/** @returns {Drawn} */
export function draw() {
  return {
    x1: randomScalar(0n),
    x2: randomScalar(1n),
    v1: randomScalar(0n),
    v2: randomScalar(0n),
    v3: randomScalar(0n),
  };
}

/** The guest's side of one exchange. Each method is called once, in their order. */
export class JpakeGuest {
  /** @param {string} session a UUID @param {string} code @param {Drawn} drawn */
  constructor(session, code, drawn) {
    this.guest = `medimage guest ${session}`;
    this.host = `medimage host ${session}`;
    this.drawn = drawn;
    this.secret = mod(toNumber(utf8(code)), Q);
    /** @type {Round1 | undefined} */
    this.mine = undefined;
    /** @type {Round1 | undefined} */
    this.theirs = undefined;
    this.agreed = 0n;
  }

  /** @returns {Promise<Round1>} */
  async round1() {
    const { x1, x2, v1, v2 } = this.drawn;
    const gx1 = await power(G, x1);
    const gx2 = await power(G, x2);
    const proof1 = await prove(G, gx1, x1, v1, this.guest);
    const proof2 = await prove(G, gx2, x2, v2, this.guest);
    this.mine = { gx1, gx2, proof1, proof2 };
    return this.mine;
  }

  /**
   * Verifies all that the host says, and only then makes a value of its own that depends on the code.
   * @param {Round1} theirs @param {Round2} second
   * @returns {Promise<Round2>}
   * @throws {MedImageError} `bad-message` if a number or proof of the host is wrong
   */
  async round2(theirs, second) {
    const mine = required(this.mine);
    if (theirs.gx2 === 1n) {
      throw new MedImageError('bad-message');
    }
    await verify(G, theirs.gx1, theirs.proof1, this.host);
    await verify(G, theirs.gx2, theirs.proof2, this.host);
    await verify(times(theirs.gx1, mine.gx1, mine.gx2), second.a, second.proof, this.host);
    this.theirs = theirs;
    const base = times(mine.gx1, theirs.gx1, theirs.gx2);
    const exponent = mod(this.drawn.x2 * this.secret, Q);
    const a = await power(base, exponent);
    const proof = await prove(base, a, exponent, this.drawn.v3, this.guest);
    const blinded = times(second.a, await power(theirs.gx2, mod(-exponent, Q)));
    this.agreed = await power(blinded, this.drawn.x2);
    return { a, proof };
  }

  /** @returns {Promise<Bytes>} what shows that this side knows the code */
  async confirmation() {
    return hmac(await this.#confirmationKey(), this.#confirmationText(true));
  }

  /** @param {Bytes} tag the host's @returns {Promise<boolean>} whether the host knows the code */
  async confirms(tag) {
    const key = await hmacKey(await this.#confirmationKey(), 'verify');
    return crypto.subtle.verify('HMAC', key, tag, this.#confirmationText(false));
  }

  #confirmationKey() {
    return sha256(concat(toShortBytes(this.agreed), CONFIRMED));
  }

  /** @param {boolean} byGuest */
  #confirmationText(byGuest) {
    const guest = { name: this.guest, round: required(this.mine) };
    const host = { name: this.host, round: required(this.theirs) };
    const [a, b] = byGuest ? [guest, host] : [host, guest];
    return concat(
      CONFIRMATION,
      utf8(a.name),
      utf8(b.name),
      ...[a.round.gx1, a.round.gx2, b.round.gx1, b.round.gx2].map(toShortBytes),
    );
  }
}

/**
 * @param {bigint} base @param {bigint} value @param {bigint} exponent @param {bigint} random
 * @param {string} name
 * @returns {Promise<Proof>}
 */
async function prove(base, value, exponent, random, name) {
  const v = await power(base, random);
  const h = await challenge(base, v, value, name);
  return { v, r: mod(random - exponent * h, Q) };
}

/**
 * @param {bigint} base @param {bigint} value @param {Proof} proof @param {string} name
 * @throws {MedImageError} `bad-message` if the proof is not one
 */
async function verify(base, value, { v, r }, name) {
  const inRange = value >= 1n && value < P && v >= 1n && v < P && r < Q;
  if (!inRange || (await power(value, Q)) !== 1n) {
    throw new MedImageError('bad-message');
  }
  const h = await challenge(base, v, value, name);
  if (v !== times(await power(base, r), await power(value, h))) {
    throw new MedImageError('bad-message');
  }
}

/**
 * The hash is a signed number. Modulo q it is as good, since `value` has the order q.
 * @param {bigint} base @param {bigint} v @param {bigint} value @param {string} name
 */
async function challenge(base, v, value, name) {
  const numbers = [base, v, value].map(toShortBytes);
  const hash = await sha256(withLengths(...numbers, utf8(name)));
  return mod(BigInt.asIntN(256, toNumber(hash)), Q);
}

/** @template T @param {T | undefined} value @returns {T} */
function required(value) {
  if (value === undefined) {
    throw new TypeError('the rounds are called in their order');
  }
  return value;
}
