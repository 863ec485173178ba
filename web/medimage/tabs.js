// The tabs of one origin: a single one of them delivers, and it tells the others how it goes.
//
// A Web Lock says which one. The browser gives it on when its tab ends, but not while the tab is
// suspended, so a tab that somebody looks at takes it from one that does not answer. The one that
// was suspended may then go on for a moment before it hears of it. It does no harm: what it uploads
// has the same envelope id, of which relays and receivers take one, and it deletes by authentic
// receipts alone; and before each further step it sees in the storage that its turn is over.

import { MedImageError } from './errors.js';

const LOCK = 'medimage-deliver';
const SEAL_LOCK = 'medimage-seal';
/** A tab that was suspended while it had the lock alone gives it back only when it goes on. */
const MOST_WAIT_MS = 20_000;
const LOOK_MS = 1_500;
/** A tab that is only busy answers in between. */
const MOST_UNANSWERED = 2;

/** This tab among the others of its origin. Whoever makes it closes it. */
export class Tabs {
  #channel = new BroadcastChannel('medimage');
  #stop = new AbortController();

  /** Ends the waiting for the lock. */
  #wait = new AbortController();
  #takes = false;
  #unanswered = 0;

  /** Whether this tab is the one that delivers. */
  delivers = false;

  /**
   * @param {(message: any) => void} onMessage called with what other tabs say
   * @param {(signal: AbortSignal) => Promise<void>} deliver called when this tab's turn begins; the
   *     signal ends it
   */
  constructor(onMessage, deliver) {
    this.deliver = deliver;
    this.onMessage = onMessage;
    // Some browsers hand messages to a suspended page, but run none of its timers. It must neither
    // say that it is here nor begin a transaction, which would not end.
    this.#channel.onmessage = ({ data }) => setTimeout(() => this.#hear(data));
  }

  /** @param {any} message */
  #hear(message) {
    if (message.type === 'here') {
      this.#unanswered = 0;
    } else if (message.type !== 'look') {
      this.onMessage(message);
    } else if (this.delivers) {
      this.post({ type: 'here' });
    }
  }

  /** Waits for this tab's turn, again and again. */
  async run() {
    const timer = setInterval(() => this.#look(), LOOK_MS);
    while (!this.#stop.signal.aborted) {
      this.#wait = new AbortController();
      await this.#hold({ signal: this.#wait.signal });
      if (this.#takes) {
        this.#takes = false;
        await this.#hold({ steal: true });
      }
    }
    clearInterval(timer);
  }

  /** @param {LockOptions} options */
  async #hold(options) {
    const turn = new AbortController();
    const end = () => turn.abort();
    this.#stop.signal.addEventListener('abort', end);
    try {
      await navigator.locks.request(LOCK, options, async () => {
        this.delivers = true;
        await this.deliver(turn.signal);
      });
    } catch {
      // The waiting has ended, or another tab has taken the lock.
    } finally {
      this.delivers = false;
      this.#unanswered = 0;
      this.#stop.signal.removeEventListener('abort', end);
      turn.abort();
    }
  }

  /** Asks the tab that delivers whether it is there. If nobody looks at this one it can wait. */
  #look() {
    if (this.delivers || document.visibilityState !== 'visible') {
      this.#unanswered = 0;
    } else if (this.#unanswered++ < MOST_UNANSWERED) {
      this.post({ type: 'look' });
    } else {
      this.#takes = true;
      this.#wait.abort();
    }
  }

  /** What tabs tell each other names no patient. @param {object} message */
  post(message) {
    if (!this.#stop.signal.aborted) {
      this.#channel.postMessage(message);
    }
  }

  /** Ends this tab's turn and its waiting for one. */
  close() {
    this.#stop.abort();
    this.#wait.abort();
    this.#channel.close();
  }
}

/** Waits until it is aborted. @param {AbortSignal} signal */
export async function ended(signal) {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
}

/**
 * Stores parts that no record tells of yet, so that no other tab takes them for left over.
 * @template T @param {() => Promise<T>} action @returns {Promise<T>}
 * @throws {MedImageError} `storage-silent` if another tab cleans up and does not go on
 */
export async function whileSealing(action) {
  const signal = AbortSignal.timeout(MOST_WAIT_MS);
  let begun = false;
  try {
    return await navigator.locks.request(SEAL_LOCK, { mode: 'shared', signal }, () => {
      begun = true;
      return action();
    });
  } catch (e) {
    throw begun ? e : new MedImageError('storage-silent', {}, e);
  }
}

/**
 * Does something if no tab stores parts now.
 * @param {() => Promise<void>} action
 * @returns {Promise<void>} also if it was not done
 */
export async function unlessSealing(action) {
  await navigator.locks.request(SEAL_LOCK, { ifAvailable: true }, async (lock) => {
    await (lock === null ? undefined : action());
  });
}
