// Pairs with a receiver over relays.

import { uuidText } from './bytes.js';
import { MedImageError, keyOf } from './errors.js';
import { PairingGuest, checkName } from './pairing.js';
import { ProblemError } from './problems.js';
import { Wire } from './wire.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * Anybody who gets a proof can test one guess at the code, so there are few of one code while this
 * page runs (spec/pairing-v1.md, "Guesses, repeats, limits").
 */
const MOST_PROOFS = 3;
/** A message whose answer is lost may be sent again: the answer stays the same. */
const TRIES = 3;
const PAUSE_MS = 2_000;
const PASSING = ['unreachable', 'receiver-away', 'too-many-requests', 'relay-trouble'];

/** Pairs, one attempt after the other, and counts what each code has given away. */
export class Pairer {
  /** @type {Map<string, number>} */
  #proofs = new Map();

  /** One after the other, so that guesses are counted. @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {(relay: Date) => void} onDate */
  constructor(onDate) {
    this.onDate = onDate;
  }

  /**
   * @param {import('./code.js').PairingCode} code
   * @param {string[]} relays origins, the best first
   * @param {string} deviceName what the receiver shows: 1 to 100 characters
   * @returns {Promise<import('./outbox.js').Pairing>}
   * @throws {MedImageError} such as `wrong-code`, `no-offer`, `receiver-away`, `unreachable`
   */
  async pair(code, relays, deviceName) {
    const pairing = this.#last.then(() => this.#pair(code, relays, deviceName));
    this.#last = pairing.catch(() => {});
    return pairing;
  }

  /**
   * @param {import('./code.js').PairingCode} code @param {string[]} relays @param {string} deviceName
   * @returns {Promise<import('./outbox.js').Pairing>}
   */
  async #pair(code, relays, deviceName) {
    checkName(deviceName);
    if (relays.length === 0) {
      throw new MedImageError('no-relay');
    }
    /** @type {unknown} */
    let failure = null;
    for (const relay of relays) {
      try {
        return await this.#pairBy(new Wire(relay, undefined, this.onDate), code, deviceName);
      } catch (e) {
        failure = rank(e) > rank(failure) ? e : failure;
      }
    }
    throw failure;
  }

  /** @param {Wire} wire @param {import('./code.js').PairingCode} code @param {string} deviceName */
  async #pairBy(wire, code, deviceName) {
    const spent = () => this.#proofs.get(code.text) ?? 0;
    if (spent() >= MOST_PROOFS) {
      throw new MedImageError('code-spent', { most: MOST_PROOFS });
    }
    const guest = await PairingGuest.begin(code.text);
    const answer = await exchange(wire, code.nameplate, await guest.hello());
    const proof = await guest.proof(answer, deviceName);
    this.#proofs.set(code.text, spent() + 1);
    const paired = await guest.finish(await exchange(wire, code.nameplate, proof));
    this.#proofs.set(code.text, spent() - 1);
    return {
      id: uuidText(paired.id),
      name: paired.name,
      pairedAt: Date.now(),
      publicKey: paired.publicKey,
      key: paired.key,
      routes: paired.routes,
      routesAt: 0,
      relay: wire.origin,
    };
  }
}

/** @param {Wire} wire @param {string} nameplate @param {Bytes} message @returns {Promise<Bytes>} */
async function exchange(wire, nameplate, message) {
  for (let left = TRIES; ; left--) {
    try {
      return await wire.pairing(nameplate, message);
    } catch (e) {
      if (left === 1 || !PASSING.includes(keyOf(e))) {
        throw e;
      }
      const least = e instanceof ProblemError ? e.retryAfter * 1000 : 0;
      await new Promise((resolve) => setTimeout(resolve, Math.min(30_000, Math.max(PAUSE_MS, least))));
    }
  }
}

/** Which failure says more to a person. @param {unknown} failure */
function rank(failure) {
  const order = ['unreachable', 'relay-trouble', 'receiver-away', 'no-offer', 'bad-message'];
  const place = order.indexOf(keyOf(failure));
  return failure === null ? -1 : place < 0 ? order.length : place;
}
