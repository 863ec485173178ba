// The whole sender: pairs, takes photos, delivers them, and tells where they are.

import { MedImageError } from './errors.js';
import { NO_LABEL, deliveryOf } from './delivery.js';
import { seal, sealedSize } from './envelope.js';
import { toHex, uuidBytes, uuidText } from './bytes.js';
import { SendOrder } from './ids.js';
import { readPhoto, writeManifest } from './manifest.js';
import { Alarm, Backoff } from './backoff.js';
import { Drafts } from './drafts.js';
import { Outbox, keyPlace } from './outbox.js';
import { Pairer } from './pairer.js';
import { PairingQueue } from './queue.js';
import { Tabs, ended, unlessSealing, whileSealing } from './tabs.js';

/** @typedef {import('./outbox.js').Envelope} Envelope */
/** @typedef {import('./outbox.js').Pairing} Pairing */
/** @typedef {import('./delivery.js').Delivery} Delivery */
/** @typedef {import('./queue.js').Progress} Progress */

/** What is read at once. No relay takes more, unless its operator says so. */
const MOST_BYTES = 256 * 2 ** 20;
const DELIVERED_KEPT_MS = 24 * 3_600_000;

/** One sender of this origin. Tabs may have one each: a single one of them delivers at a time. */
export class Sender {
  #order = new SendOrder();
  #alarm = new Alarm();
  #tabs = new Tabs(
    (message) => void this.#hear(message),
    (signal) => this.#deliver(signal),
  );
  #pairer = new Pairer((relay) => this.#tellTime(relay));

  /** @type {Map<string, PairingQueue>} */
  #queues = new Map();

  /** What the tab that delivers says. @type {Map<string, Progress>} */
  #told = new Map();

  /** @type {Envelope[]} */
  #envelopes = [];

  /** @type {Pairing[]} */
  #pairings = [];

  /** @type {Map<string, import('./delivery.js').Text>} */
  #texts = new Map();

  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Ends this tab's turn to deliver. @type {AbortSignal | null} */
  #turn = null;

  /** @type {Promise<void>} */
  #loading = Promise.resolve();

  /** @type {Promise<void> | null} */
  #next = null;

  /** Whether it is still this tab's turn, by the storage. @type {() => Promise<boolean>} */
  #mayGoOn = async () => false;

  /** How far the relay's clock is ahead of this device's, in milliseconds; a hint and no more. */
  clockAhead = 0;

  /** @param {Outbox} outbox */
  constructor(outbox) {
    this.outbox = outbox;
    this.drafts = new Drafts(outbox);
  }

  /**
   * Opens the outbox of this origin and begins to deliver.
   * @returns {Promise<Sender>} which the caller closes, unless its page ends
   * @throws {MedImageError} `storage-refused` if the browser lets nothing be stored, and others of
   *     {@link import('./database.js').Database#write}
   */
  static async open() {
    const sender = new Sender(await Outbox.open());
    // Chores that fail, as on a full disk, are done another time.
    await unlessSealing(() => sender.outbox.sweep()).catch(() => {});
    await sender.#prune().catch(() => {});
    await sender.#reload();
    sender.#tabs.post({ type: 'ask' });
    void sender.#tabs.run();
    return sender;
  }

  /** Ends this sender; what is stored stays, and a later one goes on. */
  async close() {
    this.#tabs.close();
    this.outbox.close();
  }

  /**
   * @param {() => void} listener called when {@link deliveries} or {@link pairings} say something else
   * @returns {() => void} ends it
   */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @returns {{ id: string, name: string, pairedAt: number, receiver: string }[]} the latest of each
   *     receiver, in the order of their times; `receiver` stays the same if it is paired anew
   */
  pairings() {
    const latest = new Map(this.#pairings.map((each) => [String(each.publicKey), each]));
    return [...latest]
      .map(([receiver, { id, name, pairedAt }]) => ({ id, name, pairedAt, receiver }))
      .sort((a, b) => a.pairedAt - b.pairedAt);
  }

  /** @returns {Delivery[]} in the order in which they were sent */
  deliveries() {
    const paired = new Set(this.#pairings.map(({ id }) => id));
    return this.#envelopes.map((envelope) =>
      deliveryOf(envelope, {
        text: this.#texts.get(envelope.id),
        progress: this.#progress(envelope),
        isPaired: paired.has(envelope.pairing),
      }),
    );
  }

  /**
   * @param {string} id of a pairing
   * @returns {number} how many photos {@link forget} would delete that the receiver does not have
   */
  waiting(id) {
    const key = String(this.#pairings.find((each) => each.id === id)?.publicKey);
    const same = this.#pairings.filter((each) => String(each.publicKey) === key).map((each) => each.id);
    const isHere = (/** @type {Envelope} */ { endedAt, key }) => endedAt === 0 || Boolean(key);
    return this.#envelopes.filter((each) => isHere(each) && same.includes(each.pairing)).length;
  }

  /**
   * Pairs, and stores the pairing.
   * @param {import('./code.js').PairingCode} code
   * @param {string[]} relays origins, the best first
   * @param {string} deviceName what the receiver shows: 1 to 100 characters
   * @returns {Promise<{ id: string, name: string }>}
   * @throws {MedImageError} `wrong-code`, `no-offer`, `code-spent`, `bad-message`, `bad-name`,
   *     `no-relay`, `receiver-away`, `unreachable`, and others of a relay; those of
   *     {@link import('./database.js').Database#write} if it cannot be stored: pair again then
   */
  async pair(code, relays, deviceName) {
    const pairing = await this.#pairer.pair(code, relays, deviceName);
    await this.outbox.putPairing(pairing);
    await this.#changed();
    return { id: pairing.id, name: pairing.name };
  }

  /**
   * Takes a photo. When this returns, it is sealed and on the disk, and it is delivered without
   * any more help while a page of this origin is open.
   * @param {Blob & { name?: string, lastModified?: number }} file read whole, at most 256 MiB; it is
   *     the caller's again when this returns
   * @param {import('./tag.js').Tag} tag
   * @param {object} options
   * @param {string} options.pairing the id of one of {@link pairings}
   * @param {string} options.deviceName what the practice sees: 1 to 100 characters
   * @param {string} [options.draft] the id of the draft that the file is of: it ends as the photo is taken
   * @returns {Promise<string>} the envelope's id
   * @throws {MedImageError} if it was not taken: `storage-full` and others of
   *     {@link import('./database.js').Database#write}, `empty-photo`, `large-photo`,
   *     `unreadable-photo`, `unknown-pairing`; `draft-gone` if its draft was sent or removed before.
   *     With the argument `attempt` nobody knows whether it was taken: ask
   *     {@link Outbox#isAccepted} with it before it is sent again, or it may arrive twice
   */
  async send(file, tag, { pairing, deviceName, draft }) {
    const receiver = this.#pairings.find((each) => each.id === pairing);
    if (receiver === undefined) {
      throw new MedImageError('unknown-pairing');
    }
    const id = await whileSealing(() => this.#seal(file, tag, receiver, { deviceName, draft }));
    await this.#changed();
    return id;
  }

  /** Tries at once whatever waits for its next try. */
  tryNow() {
    this.#tryOwn();
    this.#tabs.post({ type: 'try' });
  }

  #tryOwn() {
    this.#alarm.wake();
    this.#queues.forEach((queue) => queue.tryNow());
  }

  /**
   * @param {string} id of a delivery that `isOpenable`
   * @returns {Promise<File>} its photo, byte for byte
   * @throws {MedImageError} `damaged` if its sealed copy is
   */
  async photo(id) {
    // hardly ever needed
    const { openCopy } = await import('./copy.js');
    return openCopy(this.outbox, id);
  }

  /**
   * Forgets an envelope for good. If it had not ended, its photo is lost unless it has arrived.
   * @param {string} id
   * @throws {MedImageError} of {@link import('./database.js').Database#write}; it is then still there
   */
  async discard(id) {
    await this.outbox.discard(id);
    await this.#changed();
  }

  /**
   * Forgets a receiver, with all earlier pairings with it, and what waits for it.
   * @param {string} id of the pairing
   * @throws {MedImageError} as of {@link discard}
   */
  async forget(id) {
    await this.outbox.forget(id);
    await this.#changed();
  }

  /**
   * @param {Blob & { name?: string, lastModified?: number }} file
   * @param {import('./tag.js').Tag} tag @param {Pairing} receiver
   * @param {{ deviceName: string, draft?: string }} options
   */
  async #seal(file, tag, receiver, { deviceName, draft }) {
    if (file.size === 0 || file.size > MOST_BYTES) {
      throw new MedImageError(file.size === 0 ? 'empty-photo' : 'large-photo');
    }
    const photo = await readPhoto(file).catch((e) => {
      throw new MedImageError('unreadable-photo', {}, e);
    });
    const sequence = (/** @type {string} */ second) =>
      this.#order.sequence(receiver.id, tag.text, second);
    const { json, fileName } = await writeManifest(photo, { tag, deviceName, sequence });
    const id = this.#order.nextId();
    const record = {
      id: uuidText(id),
      pairing: receiver.id,
      to: receiver.name,
      size: sealedSize(json.length, photo.content.length),
      sealedAt: Date.now(),
      key: /** @type {import('./bytes.js').Bytes | null} */ (null),
    };
    const { publicKey, key } = receiver;
    const keys = { id, pairingId: uuidBytes(receiver.id), pairingKey: key, publicKey };
    const keep = async (/** @type {import('./bytes.js').Bytes} */ streamKey) => {
      record.key = await this.outbox.seal(toHex(streamKey), keyPlace(record.id));
    };
    const parts = seal({ ...keys, manifest: json, content: photo.content, keep });
    await this.outbox.accept(record, { tag: tag.text, fileName }, parts, draft);
    return record.id;
  }

  get #delivers() {
    return this.#turn !== null && !this.#turn.aborted;
  }

  /**
   * Delivers while it is this tab's turn. No other tab could do better if the storage fails, so it
   * is tried again.
   * @param {AbortSignal} signal
   */
  async #deliver(signal) {
    const pause = new Backoff();
    const turn = crypto.randomUUID();
    this.#queues.clear();
    signal.addEventListener('abort', () => this.#alarm.wake());
    while (!signal.aborted) {
      const seen = this.#alarm.count;
      try {
        const isNoted = await this.outbox.beginTurn(turn);
        this.#mayGoOn = async () => !isNoted || this.outbox.isTurn(turn);
        this.#turn = signal;
        await this.#reload();
        await ended(signal);
      } catch (e) {
        pause.failed(e);
        await this.#alarm.rest(pause.left, seen);
      }
    }
  }

  /** Makes a queue for each pairing that has none yet, and tells all of what may be new. @param {AbortSignal} signal */
  #runQueues(signal) {
    for (const pairing of this.#pairings) {
      const known = this.#queues.get(pairing.id);
      if (known !== undefined) {
        known.update(pairing);
      } else {
        const queue = new PairingQueue(this.outbox, pairing, {
          onProgress: () => this.#progressed(),
          onStored: () => void this.#changed(),
          onDate: (relay) => this.#tellTime(relay),
          mayGoOn: this.#mayGoOn,
        });
        this.#queues.set(pairing.id, queue);
        void queue.run(signal);
      }
    }
  }

  /** @param {Envelope} envelope @returns {Progress | undefined} */
  #progress(envelope) {
    return this.#delivers
      ? this.#queues.get(envelope.pairing)?.progress(envelope)
      : this.#told.get(envelope.id);
  }

  /**
   * Called when this tab has written something. What is written stays written if it cannot be read
   * now: a photo that was taken must not seem not to be.
   */
  async #changed() {
    this.#tabs.post({ type: 'changed' });
    await this.#reload().catch(() => {});
  }

  /**
   * Reads what is stored. One after the other, so that what was read first is not shown last; who
   * asks while one waits to begin gets that one.
   */
  #reload() {
    this.#next ??= this.#loading.then(() => {
      this.#next = null;
      return this.#load();
    });
    this.#loading = this.#next.catch(() => {});
    return this.#next;
  }

  async #load() {
    const envelopes = await this.outbox.envelopes();
    for (const { id, label, outcome } of envelopes) {
      const known = this.#texts.get(id);
      if (known === undefined || (known.outcome === null && outcome !== null)) {
        // What cannot be read any more is shown without its words, and delivered all the same.
        const opened = outcome === null ? null : this.outbox.unseal(outcome).catch(() => null);
        const read = this.outbox.unseal(label).catch(() => NO_LABEL);
        this.#texts.set(id, { label: await read, outcome: await opened });
      }
    }
    this.#envelopes = envelopes;
    this.#pairings = await this.outbox.pairings();
    if (this.#turn !== null && this.#delivers) {
      this.#runQueues(this.#turn);
    }
    this.#tell();
  }

  /** Forgets what ended a day ago, and earlier pairings under which nothing waits any more. */
  async #prune() {
    const envelopes = await this.outbox.envelopes();
    for (const { id, state, endedAt } of envelopes) {
      if (state === 'delivered' && Date.now() - endedAt > DELIVERED_KEPT_MS) {
        await this.outbox.discard(id);
      }
    }
    await this.outbox.forgetUnused();
  }

  #progressed() {
    const progress = this.#envelopes
      .filter((each) => each.endedAt === 0)
      .map((each) => [each.id, this.#progress(each)]);
    this.#tabs.post({ type: 'progress', progress, clockAhead: this.clockAhead });
    this.#tell();
  }

  #tell() {
    this.#listeners.forEach((listener) => listener());
  }

  /** @param {Date} relay */
  #tellTime(relay) {
    this.clockAhead = relay.getTime() - Date.now();
  }

  /** @param {any} message of another tab */
  async #hear(message) {
    if (message.type === 'changed') {
      await this.#reload();
    } else if (message.type === 'progress') {
      this.#told = new Map(message.progress);
      this.clockAhead = message.clockAhead;
      this.#tell();
    } else if (message.type === 'try' && this.#delivers) {
      this.#tryOwn();
    } else if (message.type === 'ask' && this.#delivers) {
      this.#progressed();
    }
  }
}
