// Bytes that are too many for one transaction: parts of envelopes and of drafts.

import { done } from './database.js';
import { MedImageError } from './errors.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./database.js').Stores} Stores */

/** Of this many bytes at once the disk is told. */
const BATCH_BYTES = 8 * 2 ** 20;

/**
 * Stores parts while they are made. Parts without a record are nothing; so `record` makes them
 * count, in one transaction with the last of them.
 * @param {import('./database.js').Database} database
 * @param {string} id
 * @param {AsyncIterable<Bytes>} parts
 * @param {object} record
 * @param {string[]} record.stores beside `parts`
 * @param {(stores: Stores, count: number) => Promise<void>} record.put
 * @returns {Promise<void>} once all of it is on the disk
 * @throws {MedImageError} of {@link import('./database.js').Database#write}, and what `parts` throws;
 *     then parts may be left, and no record
 */
export async function putParts(database, id, parts, { stores, put }) {
  /** @type {Bytes[]} */
  let batch = [];
  let count = 0;
  const write = (/** @type {string[]} */ names, /** @type {typeof put} */ last) =>
    database.write(['parts', ...names], async (all) => {
      await last(all, count + batch.length);
      batch.forEach((part, index) => all.parts.put(part, [id, count + index]));
    });
  for await (const part of parts) {
    batch.push(part);
    if (batch.reduce((sum, each) => sum + each.length, 0) >= BATCH_BYTES) {
      await write([], async () => {});
      count += batch.length;
      batch = [];
    }
  }
  await write(stores, put);
}

/** As browsers say it when the file of a large value is gone for good. */
const LOST = ['NotReadableError', 'NotFoundError', 'DataError'];

/**
 * @param {import('./database.js').Database} database @param {string} id @param {number} index
 * @returns {Promise<Bytes>}
 * @throws {MedImageError} `damaged` if it is gone
 */
export async function readPart(database, id, index) {
  /** @type {any} */
  let cause;
  try {
    const part = await database.read(['parts'], ({ parts }) => done(parts.get([id, index])));
    if (part !== undefined) {
      return part;
    }
  } catch (e) {
    cause = /** @type {Error} */ (e).cause;
    if (!LOST.includes(cause?.name)) {
      throw e;
    }
  }
  throw new MedImageError('damaged', {}, cause);
}

/** The keys of all parts of one. @param {string} id @returns {IDBKeyRange} */
export function partsOf(id) {
  return IDBKeyRange.bound([id], [id, []]);
}
