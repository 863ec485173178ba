// IndexedDB with promises, and with writes that are on the disk when they are done.

import { MedImageError } from './errors.js';

const NAME = 'medimage';
const VERSION = 3;
/** A setting: drafts are as version 2 stored them. */
export const UNBOUND = 'unboundDrafts';
/** What takes so long does not answer any more; the slowest phones write a batch in a few seconds. */
const MOST_SECONDS = 20;

/** @typedef {Record<string, IDBObjectStore>} Stores */

/** The database of this origin. Its connection is made again if the system has closed it. */
export class Database {
  /** @type {Promise<IDBDatabase> | null} */
  #connection = null;

  /** Leaves the connection. What is under way comes to its end; what comes later connects anew. */
  close() {
    // If it never comes it is not waited for.
    this.#connection?.then((each) => each.close()).catch(() => {});
    this.#connection = null;
  }

  /**
   * Runs one transaction to its durable end.
   * @template T
   * @param {string[]} names of stores
   * @param {(stores: Stores) => T | Promise<T>} action may wait for requests of this transaction
   *     and for nothing else
   * @returns {Promise<T>} once all of it is on the disk
   * @throws {MedImageError} `storage-full` or `storage-trouble`; nothing of it is then kept.
   *     `storage-silent` if the storage did not answer; all of it or nothing is then kept.
   *     `storage-later` if a later version of the page has changed the storage;
   *     `storage-refused` if the browser lets nothing be stored
   */
  write(names, action) {
    return this.#run('readwrite', names, action);
  }

  /**
   * @template T
   * @param {string[]} names
   * @param {(stores: Stores) => T | Promise<T>} action as in {@link write}
   * @returns {Promise<T>}
   */
  read(names, action) {
    return this.#run('readonly', names, action);
  }

  /**
   * @template T
   * @param {'readonly' | 'readwrite'} mode
   * @param {string[]} names
   * @param {(stores: Stores) => T | Promise<T>} action
   * @returns {Promise<T>}
   */
  async #run(mode, names, action) {
    const limit = new Limit(MOST_SECONDS);
    /** @type {IDBTransaction | null} */
    let transaction = null;
    try {
      transaction = await limit.of(this.#begin(mode, names));
      return await limit.of(finish(transaction, names, action));
    } catch (e) {
      abort(transaction);
      const failure = e instanceof MedImageError ? e : storageError(e);
      if (failure.key.startsWith('storage-') && failure.key !== 'storage-full') {
        // or a browser may refuse whatever comes over the same connection
        this.close();
      }
      throw failure;
    } finally {
      limit.end();
    }
  }

  /** @param {'readonly' | 'readwrite'} mode @param {string[]} names */
  async #begin(mode, names) {
    const options = /** @type {IDBTransactionOptions} */ ({ durability: 'strict' });
    const begin = async () => {
      this.#connection ??= connect();
      return (await this.#connection).transaction(names, mode, options);
    };
    try {
      return await begin();
    } catch {
      // iOS closes connections of pages that were in the background.
      this.close();
      return begin();
    }
  }
}

/**
 * @template T
 * @param {IDBTransaction} transaction @param {string[]} names
 * @param {(stores: Stores) => T | Promise<T>} action
 * @returns {Promise<T>} once the transaction is done
 */
async function finish(transaction, names, action) {
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(storageError(transaction.error));
  });
  ended.catch(() => {});
  const stores = names.map((name) => [name, transaction.objectStore(name)]);
  const result = await action(Object.fromEntries(stores));
  await ended;
  return result;
}

/**
 * Ends the waiting for a storage that does not answer, as happens on iOS. It counts the seconds in
 * which the page runs: one that was suspended meanwhile would else give up when it goes on.
 */
class Limit {
  /** @type {(failure: MedImageError) => void} */
  #giveUp = () => {};

  /** @param {number} seconds */
  constructor(seconds) {
    /** @type {Promise<never>} */
    this.over = new Promise((_, reject) => (this.#giveUp = reject));
    this.over.catch(() => {});
    let left = seconds;
    this.timer = setInterval(() => {
      if (--left <= 0) {
        this.end();
        this.#giveUp(new MedImageError('storage-silent'));
      }
    }, 1000);
  }

  /** @template T @param {Promise<T>} action @returns {Promise<T>} */
  of(action) {
    // what it says after the limit nobody hears
    action.catch(() => {});
    return Promise.race([action, this.over]);
  }

  end() {
    clearInterval(this.timer);
  }
}

/** @returns {Promise<IDBDatabase>} */
function connect() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      const database = request.result;
      if (oldVersion < 1) {
        database.createObjectStore('pairings', { keyPath: 'id' });
        database.createObjectStore('envelopes', { keyPath: 'id' });
        database.createObjectStore('parts');
        database.createObjectStore('settings');
      }
      if (oldVersion === 2) {
        /** @type {IDBTransaction} */ (request.transaction).objectStore('settings').put(true, UNBOUND);
      } else {
        database.createObjectStore('drafts', { keyPath: 'id' });
      }
    };
    request.onsuccess = () => {
      // A later version of the page in another tab may upgrade; this one is then reloaded.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(storageError(request.error));
  });
}

/** @param {IDBTransaction | null} transaction */
function abort(transaction) {
  try {
    transaction?.abort();
  } catch {
    // It had ended by itself.
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @type {Record<string, string>} */
const KEYS = {
  QuotaExceededError: 'storage-full',
  SecurityError: 'storage-refused',
  VersionError: 'storage-later',
};

/** @param {unknown} failure */
function storageError(failure) {
  const key = failure instanceof Error ? KEYS[failure.name] : undefined;
  return new MedImageError(key ?? 'storage-trouble', {}, failure);
}
