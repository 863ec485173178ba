// Photos that were chosen and not sent yet, so that none is lost when the page is killed.
//
// An envelope is for one receiver and one patient, and both are said only when a photo is sent.
// Until then it is encrypted, part by part, under a key of this device that scripts can use but not
// read. Each part is bound to its place, so that none can be left out or stand for another.

import { utf8, uuidText } from './bytes.js';
import { UNBOUND, done } from './database.js';
import { MedImageError, keyOf } from './errors.js';
import { SendOrder } from './ids.js';
import { openWith, sealWith } from './keys.js';
import { partsOf, putParts, readPart } from './parts.js';
import { whileSealing } from './tabs.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * @typedef {object} Stored
 * @property {string} id
 * @property {string} tab the one that shows it
 * @property {number} at when it was chosen, in milliseconds since 1970
 * @property {number} size of the file in bytes
 * @property {number} [parts] missing until all of it is kept
 * @property {Bytes} about sealed
 */

/**
 * @typedef {object} Draft
 * @property {string} id
 * @property {string} tab
 * @property {number} at milliseconds since 1970
 * @property {string} whose what was said of it when it was chosen
 * @property {boolean} isKept false if only a note of it could be stored
 */

/** What waits here without anybody's care must not fill a phone. */
const MOST_DRAFTS = 60;
const MOST_BYTES = 256 * 2 ** 20;
const PART_BYTES = 2 ** 20;

/**
 * The drafts of one origin. Everything that a method writes is durable. A draft is its tab's, which
 * alone sends or removes it, until another claims it. The methods fail as
 * {@link import('./database.js').Database#write} says; then nothing has changed unless it is
 * `storage-silent`.
 */
export class Drafts {
  #order = new SendOrder();

  /** @param {import('./outbox.js').Outbox} outbox */
  constructor(outbox) {
    this.outbox = outbox;
    this.database = outbox.database;
  }

  /** @returns {string} in the order of the calls */
  newId() {
    return uuidText(this.#order.nextId());
  }

  /**
   * Notes that photos are chosen, so that a later page can tell of those that could not be kept.
   * @param {{ id: string, file: File }[]} photos with ids of {@link newId}; what is kept stays so
   * @param {{ tab: string, whose: string }} about as of {@link put}
   */
  async note(photos, about) {
    if (photos.length > 0) {
      const records = await Promise.all(photos.map(({ id, file }) => this.#record(id, file, about)));
      await this.database.write(['drafts'], async ({ drafts }) => {
        for (const record of records) {
          if ((await done(drafts.getKey(record.id))) === undefined) {
            drafts.put(record);
          }
        }
      });
    }
  }

  /**
   * Keeps a photo. It is kept when this returns, and not before.
   * @param {string} id of {@link newId}
   * @param {File} file
   * @param {{ tab: string, whose: string }} about `tab` says which of the app's tabs shows it, and
   *     `whose` comes back as it is
   * @param {{ isNoted?: boolean }} [before] whether it was noted or kept before; else it is new
   * @throws {MedImageError} such as `storage-full` or `unreadable-photo`; `drafts-full` if there are
   *     60, or 256 MiB of them; a note stays; `draft-gone` if it was noted, and sent or removed since
   */
  async put(id, file, about, { isNoted = false } = {}) {
    const known = (await this.#read()).filter(isKept);
    const bytes = known.reduce((sum, each) => sum + each.size, file.size);
    if (known.length >= MOST_DRAFTS || bytes > MOST_BYTES) {
      throw new MedImageError('drafts-full');
    }
    const record = await this.#record(id, file, about);
    await whileSealing(async () => {
      try {
        await putParts(this.database, id, this.#seal(id, file), {
          stores: ['drafts'],
          put: async ({ drafts }, parts) => {
            if (isNoted && (await done(drafts.getKey(id))) === undefined) {
              throw new MedImageError('draft-gone');
            }
            drafts.put({ ...record, parts });
          },
        });
      } catch (e) {
        await this.empty(id).catch(() => {});
        throw e;
      }
    });
  }

  /**
   * @param {string} id @param {File} file @param {{ tab: string, whose: string }} about
   * @returns {Promise<Stored>}
   */
  async #record(id, { name, type, lastModified, size }, { tab, whose }) {
    const about = await this.#bind(id, { name, type, lastModified, whose });
    return { id, tab, at: Date.now(), size, about };
  }

  /**
   * Leaves of a draft no more than the note of it. On a full disk not even that finds room; what is
   * left then reads as damaged.
   * @param {string} id
   * @returns {Promise<boolean>} whether there is one
   */
  async empty(id) {
    const empty = (/** @type {(drafts: IDBObjectStore, stored: any) => void} */ note) =>
      this.database.write(['drafts', 'parts'], async ({ drafts, parts }) => {
        const stored = await done(drafts.get(id));
        parts.delete(partsOf(id));
        if (stored?.parts !== undefined) {
          note(drafts, stored);
        }
        return stored !== undefined;
      });
    try {
      return await empty((drafts, { parts: _, ...note }) => void drafts.put(note));
    } catch (e) {
      if (keyOf(e) !== 'storage-full') {
        throw e;
      }
      return empty(() => {});
    }
  }

  /** @param {string} id @param {File} file @returns {AsyncGenerator<Bytes, void, void>} */
  async *#seal(id, file) {
    for (let at = 0; at < file.size; at += PART_BYTES) {
      const part = await read(file.slice(at, at + PART_BYTES));
      if (part.length !== Math.min(PART_BYTES, file.size - at)) {
        throw new MedImageError('unreadable-photo');
      }
      yield sealWith(this.outbox.labelKey, part, place(id, at, file.size));
    }
  }

  /** @returns {Promise<Stored[]>} */
  async #read() {
    const [all, isUnbound] = await this.database.read(['drafts', 'settings'], async (stores) => [
      await done(stores.drafts.getAll()),
      await done(stores.settings.get(UNBOUND)),
    ]);
    if (!isUnbound) {
      return all;
    }
    await this.#bindAll(all);
    return this.#read();
  }

  /**
   * What an earlier version has stored is bound once, all or none of it. What was stored meanwhile is
   * bound, and what is damaged stays so.
   * @param {Stored[]} all
   */
  async #bindAll(all) {
    const bound = new Map();
    for (const { id, about } of all) {
      const known = await this.outbox.unseal(about).catch(() => undefined);
      bound.set(id, known && (await this.#bind(id, known)));
    }
    await this.database.write(['drafts', 'settings'], async ({ drafts, settings }) => {
      const isUnbound = await done(settings.get(UNBOUND));
      for (const stored of isUnbound ? await done(drafts.getAll()) : []) {
        drafts.put({ ...stored, about: bound.get(stored.id) ?? stored.about });
      }
      settings.delete(UNBOUND);
    });
  }

  /** @param {string} id @param {object} about @returns {Promise<Bytes>} */
  #bind(id, about) {
    return this.outbox.seal(about, aboutOf(id));
  }

  /** @param {Stored} stored @returns {Promise<any>} what it says of its photo */
  #about({ id, about }) {
    return this.outbox.unseal(about, aboutOf(id));
  }

  /** @returns {Promise<Draft[]>} of all tabs, in the order in which they were chosen */
  async all() {
    const all = await this.#read();
    return Promise.all(
      all.map(async (stored) => {
        const { id, tab, at } = stored;
        const { whose } = await this.#about(stored).catch(() => ({ whose: '' }));
        return { id, tab, at, whose, isKept: isKept(stored) };
      }),
    );
  }

  /**
   * Takes drafts over from a tab that is gone. Of several tabs that want them one gets them.
   * @param {Draft[]} wanted as they were read @param {string} tab the new one
   * @returns {Promise<Draft[]>} those that are now of that tab
   */
  async claim(wanted, tab) {
    const got = await this.database.write(['drafts'], async ({ drafts }) => {
      const ids = [];
      for (const each of wanted) {
        const stored = /** @type {Stored | undefined} */ (await done(drafts.get(each.id)));
        if (stored?.tab === each.tab) {
          drafts.put({ ...stored, tab });
          ids.push(each.id);
        }
      }
      return ids;
    });
    return wanted.filter(({ id }) => got.includes(id)).map((each) => ({ ...each, tab }));
  }

  /**
   * @param {string} id
   * @returns {Promise<File>} byte for byte what was chosen
   * @throws {MedImageError} `damaged` if it is not whole
   */
  async file(id) {
    const stored = (await this.#read()).find((each) => each.id === id);
    const opened = [];
    for (let index = 0; index < (stored?.parts ?? 0); index++) {
      const part = await readPart(this.database, id, index);
      opened.push(await this.#open(id, index * PART_BYTES, stored?.size ?? 0, part));
    }
    const about = stored && (await this.#about(stored).catch(() => undefined));
    const length = opened.reduce((sum, each) => sum + each.length, 0);
    if (about === undefined || length !== stored?.size) {
      throw new MedImageError('damaged');
    }
    const { name, type, lastModified } = about;
    return new File(opened, name, { type, lastModified });
  }

  /** @param {string} id @param {number} at @param {number} size @param {Bytes} part */
  async #open(id, at, size, part) {
    try {
      return await openWith(this.outbox.labelKey, part, place(id, at, size));
    } catch (e) {
      throw new MedImageError('damaged', {}, e);
    }
  }

  /** Says anew whose photos these are: of all of them or of none. @param {string[]} ids @param {string} whose */
  async relabel(ids, whose) {
    const all = (await this.#read()).filter(({ id }) => ids.includes(id));
    const sealed = await Promise.all(
      all.map(async (each) => this.#bind(each.id, { ...(await this.#about(each)), whose })),
    );
    await this.database.write(['drafts'], async ({ drafts }) => {
      for (const [at, { id }] of all.entries()) {
        const stored = await done(drafts.get(id));
        if (stored !== undefined) {
          drafts.put({ ...stored, about: sealed[at] });
        }
      }
    });
  }

  /**
   * Removes drafts and notes for good; ids that are gone are passed over.
   * @param {string[]} ids
   * @throws {MedImageError} of {@link import('./database.js').Database#write}; then all are still there
   */
  async remove(ids) {
    await this.database.write(['drafts', 'parts'], ({ drafts, parts }) => {
      for (const id of ids) {
        drafts.delete(id);
        parts.delete(partsOf(id));
      }
    });
  }
}

/** @param {Stored} stored */
function isKept({ parts }) {
  return parts !== undefined;
}

/** @param {string} id */
function aboutOf(id) {
  return utf8(`MedImage draft ${id} about`);
}

/** @param {string} id @param {number} at @param {number} size of the whole file */
function place(id, at, size) {
  return utf8(`MedImage draft ${id} ${at} ${size}`);
}

/** @param {Blob} part */
async function read(part) {
  try {
    return new Uint8Array(await part.arrayBuffer());
  } catch (e) {
    throw new MedImageError('unreadable-photo', {}, e);
  }
}
