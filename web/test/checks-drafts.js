// Checks of photos that were chosen and not sent yet, and of storage that does not answer.

import { done } from '../medimage/database.js';
import { Drafts } from '../medimage/drafts.js';
import { derivable } from '../medimage/keys.js';
import { Outbox } from '../medimage/outbox.js';
import { Sender } from '../medimage/sender.js';
import { parseTagIdFirst } from '../medimage/tag.js';
import { onEmpty, pairing, receiver } from './checks-storage.js';
import { unlessSealing } from '../medimage/tabs.js';
import { equal, fails } from './equal.js';

const TAG = parseTagIdFirst('ZAC5361');
const CONTENT = Uint8Array.from({ length: 2_500_000 }, (_, at) => (at * at) % 251);

function photo() {
  return new File([CONTENT], 'arm.jpg', { type: 'image/jpeg', lastModified: 1_700_000_000_000 });
}

/** @param {(sender: Sender, to: { pairing: string, deviceName: string }, draft: string) => Promise<void>} action */
function onDraft(action) {
  return onEmpty(async (outbox) => {
    const paired = await pairing(1_000, await receiver());
    await outbox.putPairing(paired);
    const sender = await Sender.open();
    try {
      const draft = sender.drafts.newId();
      await sender.drafts.put(draft, photo(), { tab: 'a', whose: TAG.text });
      await action(sender, { pairing: paired.id, deviceName: 'Phone' }, draft);
    } finally {
      await sender.close();
    }
  });
}

/** @param {Sender} sender */
async function left({ outbox, drafts }) {
  const keys = await outbox.database.read(['parts'], ({ parts }) => done(parts.getAllKeys()));
  return { drafts: (await drafts.all()).length, envelopes: (await outbox.envelopes()).length, keys };
}

/** @param {Outbox} outbox @param {string} id @param {(part: any) => any} change of its second part */
async function changePart(outbox, id, change) {
  await outbox.database.write(['parts'], async ({ parts }) => {
    const changed = change(await done(parts.get([id, 1])));
    parts.delete([id, 1]);
    if (changed !== null) {
      parts.put(changed, [id, 1]);
    }
  });
}

/** @type {Record<string, () => Promise<void>>} */
export const runDraftChecks = {
  draftIsWhatWasChosen: () =>
    onDraft(async ({ outbox, drafts }, _, id) => {
      await outbox.sweep();
      const { name, type, lastModified, size } = await drafts.file(id);
      equal([name, type, lastModified, size], ['arm.jpg', 'image/jpeg', 1_700_000_000_000, 2_500_000]);
      const bytes = new Uint8Array(await (await drafts.file(id)).arrayBuffer());
      equal(bytes.every((byte, at) => byte === CONTENT[at]), true);
      equal((await drafts.all()).map(({ whose }) => whose), [TAG.text]);
    }),

  draftThatIsNotWholeIsDamaged: () =>
    onDraft(async ({ outbox, drafts }, _, id) => {
      const first = await outbox.database.read(['parts'], ({ parts }) => done(parts.get([id, 0])));
      await changePart(outbox, id, () => first);
      await fails('damaged', drafts.file(id));
      await changePart(outbox, id, () => null);
      await fails('damaged', drafts.file(id));
    }),

  draftThatLacksItsEndIsDamaged: () =>
    onDraft(async ({ outbox, drafts }, _, id) => {
      await outbox.database.write(['drafts', 'parts'], async (stores) => {
        stores.parts.delete([id, 2]);
        const stored = await done(stores.drafts.get(id));
        stores.drafts.put({ ...stored, parts: stored.parts - 1 });
      });
      await fails('damaged', drafts.file(id));
    }),

  draftEndsAsItsPhotoIsTakenAndIsTakenOnce: () =>
    onDraft(async (sender, to, draft) => {
      const [one, two] = [await sender.drafts.file(draft), await sender.drafts.file(draft)];
      const options = { ...to, draft };
      const sent = await Promise.allSettled([
        sender.send(one, TAG, options),
        sender.send(two, TAG, options),
      ]);
      equal(sent.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      await fails('draft-gone', sender.send(one, TAG, options));
      const { drafts, envelopes, keys } = await left(sender);
      equal([drafts, envelopes], [0, 1]);
      const [{ id }] = await sender.outbox.envelopes();
      equal(keys.every((key) => /** @type {any[]} */ (key)[0] === id), true);
    }),

  photoWhoseStorageFailsIsEitherADraftOrTaken: () =>
    onDraft(async (sender, to, draft) => {
      const real = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...given) {
        if (this.name === 'envelopes') {
          throw new DOMException('no room', 'QuotaExceededError');
        }
        return real.apply(this, given);
      };
      try {
        await fails('storage-full', sender.send(photo(), TAG, { ...to, draft }));
      } finally {
        IDBObjectStore.prototype.put = real;
      }
      equal([(await left(sender)).drafts, (await left(sender)).envelopes], [1, 0]);
      const accept = sender.outbox.database.write;
      // The storage has taken it and does not say so.
      sender.outbox.database.write = async function (names, action) {
        const result = await accept.call(this, names, action);
        if (names.includes('pairings')) {
          throw new Error('silent');
        }
        return /** @type {any} */ (result);
      };
      await sender.send(photo(), TAG, { ...to, draft });
      equal([(await left(sender)).drafts, (await left(sender)).envelopes], [0, 1]);
    }),

  noteOfAPhotoThatCannotBeKeptIsThereUntilItIsSent: () =>
    onDraft(async (sender, to, kept) => {
      const { drafts, outbox } = sender;
      const about = { tab: 'a', whose: TAG.text };
      const id = drafts.newId();
      await drafts.note([{ id, file: photo() }, { id: kept, file: photo() }], about);
      const real = IDBObjectStore.prototype.put;
      let puts = 0;
      IDBObjectStore.prototype.put = function (...given) {
        if (this.name === 'parts' && ++puts === 2) {
          throw new DOMException('no room', 'QuotaExceededError');
        }
        return real.apply(this, given);
      };
      try {
        await fails('storage-full', drafts.put(id, photo(), about));
      } finally {
        IDBObjectStore.prototype.put = real;
      }
      equal((await drafts.all()).map(({ isKept }) => isKept), [true, false]);
      await outbox.database.write(['parts'], ({ parts }) => void parts.put(new Uint8Array(9), [id, 0]));
      await outbox.sweep();
      equal((await left(sender)).keys.every((key) => /** @type {any[]} */ (key)[0] === kept), true);
      await sender.send(photo(), TAG, { ...to, draft: id });
      equal((await drafts.all()).map((each) => each.id), [kept]);
      equal([await drafts.empty(kept), await drafts.empty(id)], [true, false]);
      equal((await drafts.all()).map(({ isKept }) => isKept), [false]);
    }),

  draftsOfAClosedTabGoToOneOther: () =>
    onDraft(async ({ drafts }) => {
      const seen = await drafts.all();
      const got = await Promise.all([drafts.claim(seen, 'b'), drafts.claim(seen, 'c')]);
      equal(got.map(({ length }) => length).sort(), [0, 1]);
    }),

  draftsHaveABound: () =>
    onDraft(async ({ drafts }) => {
      const small = new File([new Uint8Array(10)], 'a.jpg');
      const large = { size: 256 * 2 ** 20, name: 'b.jpg', type: '', lastModified: 0 };
      await fails('drafts-full', drafts.put(drafts.newId(), /** @type {any} */ (large), { tab: 'a', whose: '' }));
      for (let i = 1; i < 60; i++) {
        await drafts.put(drafts.newId(), small, { tab: 'a', whose: '' });
      }
      await fails('drafts-full', drafts.put(drafts.newId(), small, { tab: 'a', whose: '' }));
    }),

  draftUnderAnotherKeyIsShownAsDamaged: () =>
    onDraft(async (sender, _, id) => {
      const [{ labelKey }, other] = [sender.outbox, await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['decrypt'])];
      sender.outbox.labelKey = /** @type {CryptoKey} */ (other);
      await fails('damaged', sender.drafts.file(id));
      equal((await sender.drafts.all()).map(({ whose }) => whose), ['']);
      sender.outbox.labelKey = labelKey;
      equal((await derivable(new Uint8Array(32))).extractable || labelKey.extractable, false);
    }),

  wordsOfAnotherDraftAreNotTaken: () =>
    onDraft(async (sender, _, first) => {
      const second = sender.drafts.newId();
      await sender.drafts.put(second, photo(), { tab: 'a', whose: 'ZZZ0016' });
      await exchange(sender.outbox, first, second);
      await fails('damaged', sender.drafts.file(first));
      equal((await sender.drafts.all()).map(({ whose }) => whose), ['', '']);
    }),

  draftsOfAnEarlierVersionAreBoundOnceAndNoneIsLost: () =>
    onEmpty(async (outbox) => {
      const drafts = new Drafts(outbox);
      const [first, second] = [drafts.newId(), drafts.newId()];
      await drafts.put(first, photo(), { tab: 'a', whose: TAG.text });
      await drafts.put(second, photo(), { tab: 'a', whose: 'ZZZ0016' });
      await asVersion2(outbox);
      const real = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...given) {
        if (this.name === 'drafts' && given[0].id === second) {
          throw new DOMException('no room', 'QuotaExceededError');
        }
        return real.apply(this, given);
      };
      try {
        await fails('storage-full', drafts.all());
      } finally {
        IDBObjectStore.prototype.put = real;
      }
      const both = new Drafts(outbox); // as of two tabs
      const read = await Promise.all([drafts.all(), both.all()]);
      equal(read.map((all) => all.map(({ whose }) => whose)), Array(2).fill([TAG.text, 'ZZZ0016']));
      equal((await drafts.file(first)).name, 'arm.jpg');
      await exchange(outbox, first, second);
      await fails('damaged', drafts.file(first));
      await exchange(outbox, first, second);
      equal((await drafts.file(second)).size, 2_500_000);
    }),

  storageOfAnEarlierVersionIsKept: async () => {
    await done(indexedDB.deleteDatabase('medimage'));
    const request = indexedDB.open('medimage', 1);
    request.onupgradeneeded = () => {
      const names = ['pairings', 'envelopes'];
      names.forEach((name) => request.result.createObjectStore(name, { keyPath: 'id' }));
      ['parts', 'settings'].forEach((name) => request.result.createObjectStore(name));
    };
    const earlier = await done(request);
    const paired = await pairing(1_000, await receiver());
    const transaction = earlier.transaction('pairings', 'readwrite');
    await done(transaction.objectStore('pairings').put(paired));
    earlier.close();
    const outbox = await Outbox.open();
    equal((await outbox.pairings()).map(({ id }) => id), [paired.id]);
    equal((await new Drafts(outbox).all()).length, 0);
    outbox.close();
  },

  storageThatDoesNotAnswerIsGivenUp: () =>
    onDraft(async (sender, to, draft) => {
      await inFastTime(async () => {
        const real = IDBFactory.prototype.open;
        IDBFactory.prototype.open = () => /** @type {any} */ ({});
        try {
          sender.outbox.database.close();
          await fails('storage-silent', Outbox.open());
          await fails('storage-silent', sender.send(photo(), TAG, { ...to, draft }));
        } finally {
          IDBFactory.prototype.open = real;
        }
      });
      await sender.send(photo(), TAG, { ...to, draft });
      equal([(await left(sender)).drafts, (await left(sender)).envelopes], [0, 1]);
    }),

  tabThatIsSuspendedWhileItCleansUpIsNotWaitedFor: () =>
    onDraft(async (sender, to, draft) => {
      const real = AbortSignal.timeout;
      AbortSignal.timeout = (ms) => real.call(AbortSignal, ms / 100);
      try {
        await unlessSealing(() => fails('storage-silent', sender.send(photo(), TAG, { ...to, draft })));
      } finally {
        AbortSignal.timeout = real;
      }
      await sender.send(photo(), TAG, { ...to, draft });
    }),

  transactionThatDoesNotEndIsGivenUp: () =>
    onDraft(async ({ outbox, drafts }) => {
      await inFastTime(async () => {
        const stuck = outbox.database.write(['drafts'], async ({ drafts }) => {
          for (drafts.clear(); ; ) {
            await done(drafts.count());
          }
        });
        await fails('storage-silent', stuck);
      });
      equal((await drafts.all()).length, 1);
    }),
};

/** Exchanges what two drafts say of their photos. @param {Outbox} outbox @param {string} a @param {string} b */
async function exchange(outbox, a, b) {
  await outbox.database.write(['drafts'], async ({ drafts }) => {
    const [one, two] = [await done(drafts.get(a)), await done(drafts.get(b))];
    drafts.put({ ...one, about: two.about });
    drafts.put({ ...two, about: one.about });
  });
}

/** Stores everything anew as version 2 did, whose drafts were bound to nothing. @param {Outbox} outbox */
async function asVersion2(outbox) {
  const names = ['pairings', 'envelopes', 'parts', 'settings', 'drafts'];
  const all = await outbox.database.read(names, async (stores) => {
    const read = names.map(async (name) => [await done(stores[name].getAll()), await done(stores[name].getAllKeys())]);
    return Promise.all(read);
  });
  for (const draft of all[4][0]) {
    const aad = new TextEncoder().encode(`MedImage draft ${draft.id} about`);
    draft.about = await outbox.seal(await outbox.unseal(draft.about, aad));
  }
  outbox.close();
  await done(indexedDB.deleteDatabase('medimage'));
  const request = indexedDB.open('medimage', 2);
  request.onupgradeneeded = () => {
    for (const [at, name] of names.entries()) {
      const isKeyed = name !== 'parts' && name !== 'settings';
      const store = request.result.createObjectStore(name, isKeyed ? { keyPath: 'id' } : {});
      all[at][0].forEach((value, index) => store.put(value, isKeyed ? undefined : all[at][1][index]));
    }
  };
  (await done(request)).close();
}

/** Lets each second of a limit be a twentieth of one. @param {() => Promise<void>} action */
async function inFastTime(action) {
  const real = globalThis.setInterval;
  globalThis.setInterval = /** @type {any} */ (
    (/** @type {() => void} */ tick, /** @type {number} */ ms) => real(tick, ms / 20)
  );
  try {
    await action();
  } finally {
    globalThis.setInterval = real;
  }
}
