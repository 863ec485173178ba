// Delivers the envelopes of one pairing: uploads them, and asks for their receipts.

import { uuidBytes } from './bytes.js';
import { Alarm, Backoff, pauseIn } from './backoff.js';
import { MedImageError, keyOf } from './errors.js';
import { ProblemError, concernsOne, isBroken, isLost } from './problems.js';
import { openReceipt } from './receipt.js';
import { relaysOf } from './routes.js';
import { authorization } from './token.js';
import { Wire } from './wire.js';

/** @typedef {import('./outbox.js').Envelope} Envelope */
/** @typedef {import('./outbox.js').Pairing} Pairing */

/**
 * What is known of an envelope beyond its record.
 * @typedef {object} Progress
 * @property {number} sent bytes that have left
 * @property {boolean} sending
 * @property {string} problem the key of what went wrong last; empty if nothing did
 * @property {number} nextTry milliseconds since 1970; 0 if none is planned
 */

/** Of so much the progress is kept if a request fails; also what is in memory at once. */
const PIECE_BYTES = 8 * 2 ** 20;
const WAIT_SECONDS = 25;
/** A relay that answers without waiting must not be asked on and on. */
const LEAST_POLL_MS = 5_000;
const SWEEP_MS = 600_000;
/** A relay that could not be asked for so long may be gone. */
const SILENT_MS = 600_000;

/** For use by one tab at a time. */
export class PairingQueue {
  #alarm = new Alarm();
  #uploads = new Backoff();
  #polls = new AbortController();
  #swept = performance.now();

  /** After failures to ask a relay, by its origin. @type {Map<string, Backoff>} */
  #receipts = new Map();

  /** After failures of one envelope alone. @type {Map<string, Backoff>} */
  #pauses = new Map();

  /** After a relay had all of an envelope and lost it. @type {Map<string, Backoff>} */
  #losses = new Map();

  /** The one that was tried last; the next one after it comes first. */
  #tried = '';

  /** @type {{ id: string, sent: number } | null} */
  #current = null;

  /**
   * @param {import('./outbox.js').Outbox} outbox @param {Pairing} pairing
   * @param {object} events
   * @param {() => void} events.onProgress called when {@link progress} says something else
   * @param {() => void} events.onStored called when a record has changed
   * @param {(relay: Date) => void} events.onDate
   * @param {() => Promise<boolean>} events.mayGoOn asked before each step: another tab may have gone on
   */
  constructor(outbox, pairing, events) {
    this.outbox = outbox;
    this.pairing = pairing;
    this.events = events;
  }

  /** Takes what was stored anew. @param {Pairing} pairing the same, perhaps with other routes */
  update(pairing) {
    this.pairing = pairing;
    this.wake();
  }

  /** Looks at the outbox again. */
  wake() {
    this.#polls.abort();
    this.#alarm.wake();
  }

  /** Tries at once what waits for its next try. */
  tryNow() {
    const own = [...this.#pauses.values(), ...this.#losses.values()];
    [this.#uploads, ...this.#receipts.values(), ...own].forEach((each) => each.tryNow());
    this.wake();
  }

  /** @param {Envelope} envelope @returns {Progress} */
  progress(envelope) {
    const relayed = envelope.state === 'relayed';
    const current = !relayed && this.#current?.id === envelope.id ? this.#current : null;
    const own = this.#own(envelope).filter((each) => each.failure !== null && each.left > 0);
    const pause = own[0] ?? (relayed ? this.#asks(envelope.relay) : this.#uploads);
    const failure = current === null ? pause.failure : null;
    return {
      sending: current !== null,
      sent: relayed ? envelope.size : (current?.sent ?? 0),
      problem: failure === null ? '' : keyOf(failure),
      nextTry: failure === null ? 0 : pause.until,
    };
  }

  /** Delivers until it is ended. @param {AbortSignal} signal ends it */
  async run(signal) {
    signal.addEventListener('abort', () => this.wake());
    await Promise.all([
      this.#greet(signal),
      this.#forever(signal, () => this.#uploadNext(signal)),
      this.#forever(signal, () => this.#askNext(signal)),
    ]);
  }

  /**
   * Asks the relay for nothing, so that a wrong clock shows before a photo is taken.
   * @param {AbortSignal} signal
   */
  async #greet(signal) {
    try {
      await (await this.#wire(this.#origins()[0])).probe(signal);
    } catch {
      // Whatever is wrong shows when there is something to send.
    }
    this.events.onProgress();
  }

  /** @param {AbortSignal} signal @param {() => Promise<void>} step */
  async #forever(signal, step) {
    const pause = new Backoff();
    while (!signal.aborted) {
      try {
        if (!(await this.events.mayGoOn())) {
          throw new MedImageError('stopped');
        }
        await step();
        pause.succeeded();
      } catch (e) {
        // The storage cannot be read now, mostly.
        pause.failed(e);
        await this.#alarm.rest(pause.left, this.#alarm.count);
      }
    }
  }

  /** @param {Envelope['state']} state */
  async #mine(state) {
    const all = await this.outbox.envelopes();
    return all.filter((each) => each.pairing === this.pairing.id && each.state === state);
  }

  /** @param {Envelope} envelope @returns {Backoff[]} the pauses that concern it alone */
  #own(envelope) {
    const loss = envelope.state === 'sealed' ? this.#losses.get(envelope.id) : undefined;
    return [this.#pauses.get(envelope.id), loss].filter((each) => each !== undefined);
  }

  /** @param {Envelope} envelope @returns {number} milliseconds until it may be tried */
  #left(envelope) {
    return Math.max(0, ...this.#own(envelope).map((each) => each.left));
  }

  /** @param {AbortSignal} signal */
  async #uploadNext(signal) {
    const seen = this.#alarm.count;
    const waiting = await this.#mine('sealed');
    const ready = waiting.filter((each) => this.#left(each) <= 0);
    const next = ready.find(({ id }) => id > this.#tried) ?? ready[0];
    if (next === undefined) {
      await this.#alarm.rest(Math.min(...waiting.map((each) => this.#left(each))), seen);
    } else if (this.#uploads.left > 0) {
      await this.#alarm.rest(this.#uploads.left, seen);
    } else {
      this.#tried = next.id;
      await this.#try(next, this.#uploads, () => this.#upload(next, signal));
      this.#current = null;
      this.events.onProgress();
    }
  }

  /**
   * @param {Envelope} envelope
   * @param {Backoff} shared of all that go the same way
   * @param {() => Promise<void>} action
   */
  async #try(envelope, shared, action) {
    try {
      await action();
      shared.succeeded();
      this.#pauses.delete(envelope.id);
    } catch (e) {
      if (keyOf(e) !== 'stopped') {
        const pause = concernsOne(e) ? pauseIn(this.#pauses, envelope.id) : shared;
        pause.failed(e, e instanceof ProblemError ? e.retryAfter : 0);
        if (['refused', 'not-authentic'].includes(keyOf(e))) {
          shared.note(); // it may be a relay that answers wrongly to all
        }
      }
    }
    this.events.onProgress();
  }

  /** @param {Envelope} envelope @param {AbortSignal} signal */
  async #upload(envelope, signal) {
    /** @type {unknown} */
    let failure = null;
    for (const origin of this.#origins()) {
      try {
        await this.#uploadTo(await this.#wire(origin), envelope, signal);
        await this.outbox.putRelay(envelope.id, origin);
        this.events.onStored();
        this.wake();
        return;
      } catch (e) {
        // What a relay says tells more than that another does not answer.
        failure = failure === null || keyOf(failure) === 'unreachable' ? e : failure;
      }
    }
    throw failure;
  }

  /** @returns {string[]} the best first, and those last that have not said anything about receipts */
  #origins() {
    const { routes, relay } = this.pairing;
    const all = [...new Set([...relaysOf(routes), relay])];
    const isSilent = (/** @type {string} */ origin) => this.#asks(origin).failingFor > SILENT_MS;
    return [...all.filter((each) => !isSilent(each)), ...all.filter(isSilent)];
  }

  /** @param {string} origin */
  #asks(origin) {
    return pauseIn(this.#receipts, origin);
  }

  /** @param {string} origin */
  async #wire(origin) {
    const { id, key } = this.pairing;
    const shown = await authorization(uuidBytes(id), key, 'relay');
    return new Wire(origin, shown, this.events.onDate);
  }

  /** @param {Wire} wire @param {Envelope} envelope @param {AbortSignal} signal */
  async #uploadTo(wire, envelope, signal) {
    const { id, size } = envelope;
    const sent = (/** @type {number} */ bytes) => {
      this.#current = { id, sent: bytes };
      this.events.onProgress();
    };
    let offset = await wire.create(id, size, signal);
    let furthest = -1;
    while (offset < size) {
      sent(offset);
      const from = offset;
      const bytes = await this.outbox.bytes(envelope, from, PIECE_BYTES);
      try {
        offset = await wire.patch(id, from, bytes, (more) => sent(from + more), signal);
      } catch (e) {
        // It goes on at once only if it got further than ever, so a try comes to an end.
        if (!isBroken(e) || from <= furthest) {
          throw e;
        }
        furthest = from;
        offset = (await wire.head(id, signal)) ?? (await wire.create(id, size, signal));
        continue;
      }
      if (offset <= from) {
        throw new MedImageError('relay-trouble'); // or it would never end
      }
    }
    if (offset > size) {
      throw new MedImageError('relay-trouble');
    }
    sent(size);
  }

  /** @param {AbortSignal} signal */
  async #askNext(signal) {
    const seen = this.#alarm.count;
    const waiting = await this.#mine('relayed');
    const left = (/** @type {Envelope} */ each) =>
      Math.max(this.#left(each), this.#asks(each.relay).left);
    const askable = waiting.filter((each) => left(each) <= 0);
    if (askable.length === 0) {
      await this.#alarm.rest(Math.min(...waiting.map(left)), seen);
    } else {
      await this.#poll(askable, signal, seen);
    }
  }

  /**
   * Waits for the oldest, which the receiver collects first, and for the newest, which somebody
   * may be looking at. Once one is answered the receiver is there, so all are asked for.
   * @param {Envelope[]} waiting @param {AbortSignal} signal
   * @param {number} seen how often the alarm had rung
   */
  async #poll(waiting, signal, seen) {
    const began = performance.now();
    const polls = new AbortController();
    this.#polls = polls;
    if (this.#alarm.count !== seen) {
      return;
    }
    const stop = () => polls.abort();
    signal.addEventListener('abort', stop);
    const watched = [...new Set([waiting[0], waiting[waiting.length - 1]])];
    let answered = false;
    const watch = async (/** @type {Envelope} */ envelope) => {
      if (await this.#ask(envelope, WAIT_SECONDS, polls.signal)) {
        answered = true;
        stop();
      }
    };
    await Promise.all(watched.map(watch));
    signal.removeEventListener('abort', stop);
    if (answered || performance.now() - this.#swept > SWEEP_MS) {
      await this.#sweep(waiting, signal);
    } else if (!polls.signal.aborted) {
      await this.#alarm.rest(LEAST_POLL_MS - (performance.now() - began), seen);
    }
  }

  /** @param {Envelope[]} waiting @param {AbortSignal} signal */
  async #sweep(waiting, signal) {
    this.#swept = performance.now();
    for (const envelope of waiting) {
      if (!signal.aborted && this.#asks(envelope.relay).left <= 0) {
        await this.#ask(envelope, 0, signal);
      }
    }
  }

  /**
   * @param {Envelope} envelope @param {number} seconds @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether it has ended
   */
  async #ask(envelope, seconds, signal) {
    let ended = false;
    await this.#try(envelope, this.#asks(envelope.relay), async () => {
      const wire = await this.#wire(envelope.relay);
      const sealed = await this.#receipt(wire, envelope, seconds, signal);
      if (sealed !== null) {
        const receipt = await openReceipt(sealed, envelope.prefix, this.pairing.key);
        await this.outbox.end(envelope.id, receipt);
        if (receipt.told !== null) {
          await this.outbox.putRoutes(this.pairing.id, receipt.told);
        }
        ended = true;
        this.#uploads.tryNow();
        this.events.onStored();
      }
    });
    if (!ended && this.#asks(envelope.relay).failingFor > SILENT_MS) {
      await this.#leave(envelope.relay, signal);
    }
    return ended;
  }

  /**
   * Has what one relay has sent over another, once that lets this phone in: the one may be gone for
   * good. What comes twice the receiver knows by its id.
   * @param {string} relay @param {AbortSignal} signal
   */
  async #leave(relay, signal) {
    const [other] = this.#origins();
    try {
      if (other !== relay) {
        await (await this.#wire(other)).probe(signal);
        const there = (await this.#mine('relayed')).filter((each) => each.relay === relay);
        await Promise.all(there.map(({ id }) => this.outbox.putRelay(id, '')));
        there.forEach(({ id }) => this.#pauses.delete(id));
        this.events.onStored();
        this.wake();
      }
    } catch {
      // It may still be collected where it is.
    }
  }

  /**
   * The sealed copy here counts: it is sent once more, at once, and after pauses if it is lost again.
   * @param {Wire} wire @param {Envelope} envelope @param {number} seconds @param {AbortSignal} signal
   */
  async #receipt(wire, envelope, seconds, signal) {
    try {
      return await wire.receipt(envelope.id, seconds, signal);
    } catch (e) {
      if (!isLost(e)) {
        throw e;
      }
      const again = this.#losses.has(envelope.id);
      const pause = pauseIn(this.#losses, envelope.id);
      if (again) {
        pause.failed(e);
      }
      await this.outbox.putRelay(envelope.id, '');
      this.events.onStored();
      this.wake();
      return null;
    }
  }
}
