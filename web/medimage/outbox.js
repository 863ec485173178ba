// What this device keeps: pairings, sealed envelopes, and what a person is shown of them.
//
// Envelopes are sealed for their receiver. Until it has said that it keeps the photo, this device
// keeps the key of the sealed copy, as nobody else may have the photo. That key, and what names a
// patient, is encrypted under a key that scripts can use but not read, so that a copy of the
// browser's files, without the browser's own key store, tells nothing.

import { fromUtf8, utf8 } from './bytes.js';
import { Database, done } from './database.js';
import { PREFIX_BYTES, partStart } from './envelope.js';
import { MedImageError, keyOf } from './errors.js';
import { aesKey, openWith, sealWith } from './keys.js';
import { partsOf, putParts, readPart } from './parts.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * @typedef {object} Pairing
 * @property {string} id a UUID
 * @property {string} name of the receiver
 * @property {number} pairedAt milliseconds since 1970
 * @property {Bytes} publicKey of the receiver
 * @property {CryptoKey} key an HKDF key whose bytes cannot be read
 * @property {import('./routes.js').Route[]} routes
 * @property {number} routesAt when the receiver told them; 0 for at the pairing
 * @property {string} relay the origin by which the two paired
 */

/**
 * @typedef {object} Label what a person is shown; it is stored encrypted
 * @property {string} tag
 * @property {string} fileName
 */

/**
 * @typedef {object} Outcome the receiver's last word; it is stored encrypted
 * @property {string} echo
 * @property {string} reason
 * @property {string} message
 */

/**
 * @typedef {object} Envelope
 * @property {string} id a UUID
 * @property {string} pairing
 * @property {string} to the receiver's name
 * @property {number} size in bytes
 * @property {number} parts
 * @property {Bytes} prefix
 * @property {number} sealedAt milliseconds since 1970
 * @property {'sealed' | 'relayed' | 'delivered' | 'held' | 'rejected'} state
 * @property {string} relay the origin that has all of it; empty if none does
 * @property {Bytes} label sealed
 * @property {Bytes | null} [key] of the sealed copy, sealed; missing if the copy cannot be opened here
 * @property {Bytes | null} outcome sealed
 * @property {number} endedAt milliseconds since 1970; 0 if it has not ended
 */

/** @typedef {Pick<Envelope, 'id' | 'pairing' | 'to' | 'size' | 'sealedAt' | 'key'>} About */

const LABEL_KEY = 'labelKey';
const TURN = 'turn';

/** The store of one origin, shared by its tabs. Everything that a method writes is durable. */
export class Outbox {
  /** @param {Database} database @param {CryptoKey} labelKey */
  constructor(database, labelKey) {
    this.database = database;
    this.labelKey = labelKey;
  }

  /**
   * @returns {Promise<Outbox>} of this origin; the caller closes it
   * @throws {MedImageError} of {@link Database#write}
   */
  static async open() {
    const database = new Database();
    const fresh = await aesKey(crypto.getRandomValues(new Uint8Array(32)), ['encrypt', 'decrypt']);
    const labelKey = await database.write(['settings'], async ({ settings }) => {
      const known = await done(settings.get(LABEL_KEY));
      if (known === undefined) {
        settings.put(fresh, LABEL_KEY);
      }
      return known ?? fresh;
    });
    return new Outbox(database, labelKey);
  }

  /** Leaves the storage; a method that is called later connects anew. */
  close() {
    this.database.close();
  }

  /** @returns {Promise<Pairing[]>} the oldest first */
  async pairings() {
    const all = await this.database.read(['pairings'], ({ pairings }) => done(pairings.getAll()));
    return all.sort((a, b) => a.pairedAt - b.pairedAt);
  }

  /**
   * Stores a new pairing as the latest, whatever this device's clock says: the receiver has replaced
   * the earlier ones.
   * @param {Pairing} pairing
   */
  async putPairing(pairing) {
    await this.database.write(['pairings'], async ({ pairings }) => {
      const all = /** @type {Pairing[]} */ (await done(pairings.getAll()));
      const pairedAt = Math.max(pairing.pairedAt, ...all.map((each) => each.pairedAt + 1));
      pairings.put({ ...pairing, pairedAt });
    });
  }

  /**
   * Takes the routes that a receipt told, unless later ones are known.
   * @param {string} id @param {{ at: number, routes: import('./routes.js').Route[] }} told
   */
  async putRoutes(id, told) {
    const at = Math.min(told.at, Date.now());
    await this.database.write(['pairings'], async ({ pairings }) => {
      const pairing = await done(pairings.get(id));
      if (pairing !== undefined && told.routes.length > 0 && at >= pairing.routesAt) {
        pairings.put({ ...pairing, routes: told.routes, routesAt: at });
      }
    });
  }

  /**
   * Forgets a receiver, with all earlier pairings with it, and what waits for it.
   * @param {string} id of one of its pairings
   */
  async forget(id) {
    const stores = ['pairings', 'envelopes', 'parts'];
    await this.database.write(stores, async ({ pairings, envelopes, parts }) => {
      const all = /** @type {Pairing[]} */ (await done(pairings.getAll()));
      const key = String(all.find((each) => each.id === id)?.publicKey);
      const same = all.filter((each) => String(each.publicKey) === key).map((each) => each.id);
      same.forEach((each) => pairings.delete(each));
      for (const envelope of await done(envelopes.getAll())) {
        if (same.includes(envelope.pairing)) {
          envelopes.delete(envelope.id);
          parts.delete(partsOf(envelope.id));
        }
      }
    });
  }

  /** Forgets earlier pairings with a receiver under which nothing is stored. */
  async forgetUnused() {
    await this.database.write(['pairings', 'envelopes'], async ({ pairings, envelopes }) => {
      const all = /** @type {Pairing[]} */ (await done(pairings.getAll()));
      all.sort((a, b) => a.pairedAt - b.pairedAt);
      const latest = new Map(all.map((each) => [String(each.publicKey), each.id]));
      const used = (await done(envelopes.getAll())).map((each) => each.pairing);
      const needed = new Set([...latest.values(), ...used]);
      all.filter(({ id }) => !needed.has(id)).forEach(({ id }) => pairings.delete(id));
    });
  }

  /**
   * Stores an envelope while it is sealed. It is accepted when this returns, and not before.
   * @param {About} about its `key` may be set while the parts are made
   * @param {Label} label
   * @param {AsyncIterable<Bytes>} parts
   * @param {string} [draft] the id of the draft that becomes this envelope: one of the two is
   *     stored, whatever happens, and never both
   * @throws {MedImageError} if it was not accepted; with the argument `attempt`, its id, if nobody
   *     knows: ask {@link isAccepted} before it is sent anew. `unknown-pairing` if its pairing was forgotten meanwhile; `draft-gone`
   *     if there is no such draft, as it was sent or removed before
   */
  async accept(about, label, parts, draft = '') {
    const sealed = { label: await this.seal(label), prefix: new Uint8Array(0) };
    const seen = async function* () {
      for await (const part of parts) {
        sealed.prefix = sealed.prefix.length === 0 ? part.slice(0, PREFIX_BYTES) : sealed.prefix;
        yield part;
      }
    };
    const open = /** @type {const} */ ({ state: 'sealed', relay: '', outcome: null, endedAt: 0 });
    try {
      await putParts(this.database, about.id, seen(), {
        stores: ['pairings', 'envelopes', 'drafts'],
        put: async (stores, count) => {
          await checkAcceptable(stores, about.pairing, draft);
          stores.drafts.delete(draft);
          stores.parts.delete(partsOf(draft));
          stores.envelopes.put({ ...about, ...open, ...sealed, parts: count });
        },
      });
    } catch (e) {
      const isAccepted = await this.isAccepted(about.id).catch(() => null);
      if (isAccepted === null) {
        throw new MedImageError(keyOf(e), { attempt: about.id }, e);
      } else if (!isAccepted) {
        throw e;
      }
    }
  }

  /**
   * Whether an envelope was accepted, also if the storage did not say so. It may have been uploaded
   * by now, so its record stays. If it was not, its parts are dropped.
   * @param {string} id
   * @returns {Promise<boolean>}
   */
  isAccepted(id) {
    return this.database.write(['envelopes', 'parts'], async ({ envelopes, parts }) => {
      const isStored = (await done(envelopes.getKey(id))) !== undefined;
      if (!isStored) {
        parts.delete(partsOf(id));
      }
      return isStored;
    });
  }

  /** Deletes parts that a killed page left. The caller makes sure that nobody seals meanwhile. */
  async sweep() {
    await this.database.write(['envelopes', 'drafts', 'parts'], async ({ envelopes, drafts, parts }) => {
      const kept = (await done(drafts.getAll())).filter((each) => each.parts !== undefined);
      const known = new Set([...(await done(envelopes.getAllKeys())), ...kept.map(({ id }) => id)]);
      for (const key of await done(parts.getAllKeys())) {
        const [id] = /** @type {[string, number]} */ (key);
        if (!known.has(id)) {
          parts.delete(key);
        }
      }
    });
  }

  /**
   * Ends the turn of a tab that delivered before.
   * @param {string} turn of a tab that delivers now
   * @returns {Promise<boolean>} false on a full disk, which must not keep photos from leaving
   */
  async beginTurn(turn) {
    try {
      await this.database.write(['settings'], ({ settings }) => void settings.put(turn, TURN));
      return true;
    } catch (e) {
      return keyOf(e) === 'storage-full' ? false : Promise.reject(e);
    }
  }

  /** @param {string} turn @returns {Promise<boolean>} whether no later one has begun */
  isTurn(turn) {
    return this.database.read(['settings'], async ({ settings }) => {
      return (await done(settings.get(TURN))) === turn;
    });
  }

  /** @returns {Promise<Envelope[]>} by their ids, so in the order in which they were sent */
  envelopes() {
    return this.database.read(['envelopes'], ({ envelopes }) => done(envelopes.getAll()));
  }

  /**
   * Bytes of an envelope for one request.
   * @param {Envelope} envelope @param {number} offset @param {number} most in bytes, at least 1 MiB
   * @returns {Promise<Blob>} from `offset` on
   * @throws {MedImageError} `damaged` if a part is missing
   */
  async bytes(envelope, offset, most) {
    let index = 0;
    while (index + 1 < envelope.parts && partStart(index + 1) <= offset) {
      index++;
    }
    const skipped = offset - partStart(index);
    /** @type {Bytes[]} */
    const found = [];
    let length = -skipped;
    while (index < envelope.parts && (found.length === 0 || length + 2 ** 20 <= most)) {
      const part = await readPart(this.database, envelope.id, index++);
      found.push(part);
      length += part.length;
    }
    return new Blob(found).slice(skipped);
  }

  /**
   * Notes that a relay has all of an envelope, or, with an empty origin, that none has.
   * @param {string} id @param {string} relay
   */
  async putRelay(id, relay) {
    await this.database.write(['envelopes'], async ({ envelopes }) => {
      const envelope = await done(envelopes.get(id));
      if (envelope !== undefined && envelope.endedAt === 0) {
        envelopes.put({ ...envelope, relay, state: relay === '' ? 'sealed' : 'relayed' });
      }
    });
  }

  /**
   * Ends an envelope by its authentic receipt: only now its sealed copy is deleted, unless the
   * receiver took no more than its beginning, as the photo is too large.
   * @param {string} id @param {import('./receipt.js').Receipt} receipt
   */
  async end(id, receipt) {
    const { outcome, echo, reason, message } = receipt;
    const sealed = await this.seal({ echo, reason, message });
    await this.database.write(['envelopes', 'parts'], async ({ envelopes, parts }) => {
      const envelope = await done(envelopes.get(id));
      if (envelope !== undefined && envelope.endedAt === 0) {
        const key = outcome === 'rejected' && reason === 'TOO_LARGE' ? envelope.key : null;
        envelopes.put({ ...envelope, state: outcome, outcome: sealed, endedAt: Date.now(), key });
        if (!key) {
          parts.delete(partsOf(id));
        }
      }
    });
  }

  /** Forgets an envelope, and its sealed copy if there is one. @param {string} id */
  async discard(id) {
    await this.database.write(['envelopes', 'parts'], ({ envelopes, parts }) => {
      envelopes.delete(id);
      parts.delete(partsOf(id));
    });
  }

  /**
   * @param {unknown} value
   * @param {Bytes} [aad] what it is bound to
   * @returns {Promise<Bytes>} under the key of this device's labels
   */
  seal(value, aad) {
    return sealWith(this.labelKey, utf8(JSON.stringify(value)), aad);
  }

  /** @param {Bytes} sealed @param {Bytes} [aad] as it was sealed @returns {Promise<any>} */
  async unseal(sealed, aad) {
    return JSON.parse(fromUtf8(await openWith(this.labelKey, sealed, aad)));
  }

  /**
   * A setting of the app's own, stored encrypted.
   * @param {string} name @returns {Promise<any>} undefined if there is none
   * @throws if it cannot be read
   */
  async setting(name) {
    const key = 'app.' + name;
    const sealed = await this.database.read(['settings'], ({ settings }) =>
      done(settings.get(key)),
    );
    return sealed === undefined ? undefined : this.unseal(sealed);
  }

  /**
   * Stores a setting of the app's own.
   * @param {string} name @param {unknown} value one that JSON can hold; null to forget it
   * @throws {MedImageError} of {@link Database#write}
   */
  async putSetting(name, value) {
    const key = 'app.' + name;
    const sealed = value === null ? null : await this.seal(value);
    await this.database.write(['settings'], ({ settings }) => {
      settings.delete(key);
      if (sealed !== null) {
        settings.put(sealed, key);
      }
    });
  }
}

/** @param {import('./database.js').Stores} stores @param {string} pairing @param {string} draft */
async function checkAcceptable({ pairings, drafts }, pairing, draft) {
  if ((await done(pairings.getKey(pairing))) === undefined) {
    throw new MedImageError('unknown-pairing');
  }
  if (draft !== '' && (await done(drafts.getKey(draft))) === undefined) {
    throw new MedImageError('draft-gone');
  }
}

/** What the key of a sealed copy is bound to. @param {string} id */
export function keyPlace(id) {
  return utf8(`MedImage envelope ${id} key`);
}
