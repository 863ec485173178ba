// IndexedDB with promises, and with writes that are on the disk when they are done.

import { MedImageError } from './errors.js';

const NAME = 'medimage';
const VERSION = 1;

/** @typedef {Record<string, IDBObjectStore>} Stores */

/** The database of this origin. Its connection is made again if the system has closed it. */
export class Database {
  /** @type {Promise<IDBDatabase>} */
  #connection;

  constructor() {
    this.#connection = connect();
  }

  async close() {
    (await this.#connection).close();
  }

  /**
   * Runs one transaction to its durable end.
   * @template T
   * @param {string[]} names of stores
   * @param {(stores: Stores) => T | Promise<T>} action may wait for requests of this transaction
   *     and for nothing else
   * @returns {Promise<T>} once all of it is on the disk
   * @throws {MedImageError} `storage-full` or `storage-trouble`; nothing of it is then kept
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
    const transaction = await this.#begin(mode, names);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(storageError(transaction.error));
    });
    ended.catch(() => {});
    try {
      const stores = names.map((name) => [name, transaction.objectStore(name)]);
      const result = await action(Object.fromEntries(stores));
      await ended;
      return result;
    } catch (e) {
      abort(transaction);
      const failure = e instanceof MedImageError ? e : storageError(e);
      if (failure.key === 'storage-trouble') {
        await this.#connectAnew();
      }
      throw failure;
    }
  }

  /** After an error of the disk a browser may refuse whatever comes over the same connection. */
  async #connectAnew() {
    const old = this.#connection;
    this.#connection = connect();
    this.#connection.catch(() => {});
    await old.then((connection) => connection.close()).catch(() => {});
  }

  /** @param {'readonly' | 'readwrite'} mode @param {string[]} names */
  async #begin(mode, names) {
    const options = /** @type {IDBTransactionOptions} */ ({ durability: 'strict' });
    try {
      return (await this.#connection).transaction(names, mode, options);
    } catch {
      // iOS closes connections of pages that were in the background.
      await this.#connectAnew();
      return (await this.#connection).transaction(names, mode, options);
    }
  }
}

/** @returns {Promise<IDBDatabase>} */
function connect() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('pairings', { keyPath: 'id' });
      request.result.createObjectStore('envelopes', { keyPath: 'id' });
      request.result.createObjectStore('parts');
      request.result.createObjectStore('settings');
    };
    request.onsuccess = () => {
      // A later version of the page in another tab may upgrade; this one is then reloaded.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(storageError(request.error));
  });
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
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

/** @param {unknown} failure */
function storageError(failure) {
  const full = failure instanceof Error && failure.name === 'QuotaExceededError';
  return new MedImageError(full ? 'storage-full' : 'storage-trouble', {}, failure);
}
