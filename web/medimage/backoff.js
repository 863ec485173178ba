// When something that failed is tried again.

const FIRST_MS = 15_000;
const FACTOR = 3;
const MOST_MS = 6 * 3_600_000;
const JITTER = 0.2;

/** The pauses between tries: 15 s, three times as long after each failure, at most 6 h. */
export class Backoff {
  #failures = 0;
  /** 0 if nothing has failed since the last success. */
  #since = 0;

  /** By a clock that nobody sets, as a pause must not grow when the device's is set back. */
  #until = 0;

  /** What failed last; null if nothing has since the last success. @type {unknown} */
  failure = null;

  /** @returns {number} milliseconds until the next try; 0 or less if it is due */
  get left() {
    return this.#until - performance.now();
  }

  /** @returns {number} milliseconds since the first failure after the last success; 0 without one */
  get failingFor() {
    return this.#since === 0 ? 0 : performance.now() - this.#since;
  }

  /** Counts a failure for {@link failingFor}, without a pause. */
  note() {
    this.#since ||= performance.now();
  }

  /** @returns {number} when the next try is due, in milliseconds since 1970 */
  get until() {
    return Date.now() + this.left;
  }

  /**
   * Counts a failure, and begins the pause after it.
   * @param {unknown} failure kept as {@link failure}
   * @param {number} [least] the least pause in seconds
   */
  failed(failure, least = 0) {
    const pause = Math.min(MOST_MS, FIRST_MS * FACTOR ** this.#failures++);
    const spread = pause * (1 + JITTER * (2 * Math.random() - 1));
    this.note();
    this.failure = failure;
    this.#until = performance.now() + Math.max(spread, least * 1000);
  }

  /** Ends the pause and forgets all failures. */
  succeeded() {
    this.#failures = 0;
    this.#since = 0;
    this.failure = null;
    this.#until = 0;
  }

  /**
   * Makes the next try due, as something may be different now. If it fails, the pauses begin anew:
   * whoever looks at a page again and again while a relay is down must not wait hours for it.
   */
  tryNow() {
    this.#failures = 0;
    this.#until = 0;
  }
}

/** @param {Map<string, Backoff>} pauses gets a new one if it has none @param {string} of @returns {Backoff} */
export function pauseIn(pauses, of) {
  const pause = pauses.get(of) ?? new Backoff();
  pauses.set(of, pause);
  return pause;
}

/** Lets a loop rest until a time is over or somebody wakes it. */
export class Alarm {
  /** @type {Set<() => void>} */
  #sleepers = new Set();

  /** How often it was woken. A loop reads it before it looks for work. */
  count = 0;

  /**
   * Rests.
   * @param {number} ms at most this long; `Infinity` for until it is woken
   * @param {number} seen the {@link count} before the loop looked; if it has changed, there is no rest
   */
  async rest(ms, seen) {
    if (this.count !== seen || ms <= 0) {
      return;
    }
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    await new Promise((resolve) => {
      this.#sleepers.add(() => resolve(undefined));
      if (ms !== Infinity) {
        timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
      }
    });
    clearTimeout(timer);
  }

  /** Wakes all that rest, and whoever has looked before and not rested yet. */
  wake() {
    this.count++;
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    sleepers.forEach((wake) => wake());
  }
}
