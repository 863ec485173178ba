// Checks of the page's own parts on its own document.

import { MedImageError } from '../medimage/errors.js';
import { TAB, holdTab } from '../page/tab.js';
import { UnsentPhotos } from '../page/unsent.js';
import { PhotoStep } from '../page/photos.js';
import { Sender } from '../medimage/sender.js';
import { parseTagIdFirst } from '../medimage/tag.js';
import { onEmpty, pairing, receiver } from './checks-storage.js';
import { equal, until } from './equal.js';

export const PATIENT = { tag: parseTagIdFirst('ZAC5361'), name: 'ZAC5361', touch() {}, trust() {} };

/** @param {(sender: Sender, outbox: import('../medimage/outbox.js').Outbox) => Promise<void>} action */
export function onPage(action) {
  return onEmpty(async (outbox) => {
    const text = await (await fetch('../index.html')).text();
    const main = /** @type {HTMLElement} */ (
      new DOMParser().parseFromString(text, 'text/html').querySelector('main')
    );
    document.body.append(main);
    await outbox.putSetting('to', null);
    const sender = await Sender.open();
    try {
      await action(sender, outbox);
    } finally {
      await sender.close();
      main.remove();
    }
  });
}

/** @param {string} id @returns {any} */
export const at = (id) => document.getElementById(id);

/** @type {Record<string, () => Promise<void>>} */
export const runPageChecks = {
  photosNeverGoToAnotherPcByThemselves: () =>
    onPage(async (sender, outbox) => {
      const [a, b] = [await receiver(), await receiver()];
      const photos = new PhotoStep(sender, /** @type {any} */ (PATIENT));
      const pair = async (/** @type {typeof a} */ key, /** @type {number} */ when) => {
        const paired = await pairing(when, key);
        await outbox.putPairing(paired);
        await sender.discard(''); // it reads what is stored
        await photos.renderReceivers();
        return paired.id;
      };
      await pair(a, 1_000);
      await until(() => !at('send').disabled);
      await pair(b, 2_000);
      equal(at('to').value, String(a));
      const again = await pair(a, 3_000);
      equal([at('to').value, at('send').disabled], [String(a), false]);
      equal(sender.pairings().map((each) => each.receiver), [String(b), String(a)]);
      await sender.forget(again);
      await photos.renderReceivers();
      equal([at('to').value, at('send').disabled, at('to-none').hidden], ['', true, false]);
      at('to').value = String(b);
      at('to').onchange();
      equal([at('send').disabled, at('to-none').hidden], [false, true]);
    }),

  photoOfWhichNobodyKnewWhetherItWasTakenIsTakenOnce: () =>
    onChosen(async ({ outbox }, write) => {
      const { database } = outbox;
      // It is stored; the storage does not say so, and then nothing more.
      database.write = async function (names, action) {
        const isWritten = names.includes('pairings') || !names.includes('envelopes');
        const written = isWritten ? await write.call(this, names, action) : undefined;
        if (names.includes('envelopes')) {
          throw new MedImageError('storage-silent');
        }
        return /** @type {any} */ (written);
      };
      at('send').click();
      await until(() => at('send-error').textContent !== '');
      equal(at('thumbnails').children.length, 1);
      database.write = write;
      at('send').click();
      await until(() => at('chosen').hidden);
      equal((await outbox.envelopes()).length, 1);
    }, false),

  draftThatCannotBeReadHidesNoOther: () =>
    onPage(async ({ drafts }) => {
      const ids = [drafts.newId(), drafts.newId()];
      for (const id of ids) {
        await drafts.put(id, new File([new Uint8Array(10)], 'a.jpg'), { tab: 'gone', whose: 'ZAC5361' });
      }
      const real = drafts.file;
      drafts.file = async (id) => {
        if (id === ids[0]) {
          throw new MedImageError('storage-trouble');
        }
        return real.call(drafts, id);
      };
      const unsent = new UnsentPhotos(/** @type {any} */ ({ drafts }), /** @type {any} */ (PATIENT), () => {});
      await unsent.look();
      await until(() => at('unsent-list').querySelectorAll('img, .no-picture').length === 1);
      await unsent.look();
      equal([at('unsent-list').children.length, unsent.count], [2, 2]);
      drafts.file = real;
      await unsent.look();
      await until(() => at('unsent-list').querySelectorAll('img, .no-picture').length === 2);
      equal([at('unsent-list').children.length, unsent.count], [1, 2]);
    }),

  photosAreListedBeforeTheyAreRead: () =>
    onPage(async ({ drafts }) => {
      const ids = [drafts.newId(), drafts.newId()];
      for (const id of ids) {
        await drafts.put(id, new File([new Uint8Array(10)], 'a.jpg'), { tab: 'gone', whose: PATIENT.tag.text });
      }
      const real = drafts.file;
      /** @type {(value?: unknown) => void} */
      let goOn = () => {};
      const wait = new Promise((resolve) => (goOn = resolve));
      drafts.file = async (id) => {
        await wait;
        return real.call(drafts, id);
      };
      const patient = { ...PATIENT };
      /** @type {string[]} */
      const chosen = [];
      const unsent = new UnsentPhotos(
        /** @type {any} */ ({ drafts }),
        /** @type {any} */ (patient),
        (photos) => chosen.push(...photos.map(({ id }) => id)),
      );
      await unsent.look();
      equal([at('unsent-list').children.length, unsent.count], [1, 2]);
      unsent.patientTyped();
      patient.tag = parseTagIdFirst('ZZZ0016'); // the person has gone on to another one
      goOn();
      await until(() => at('unsent-list').querySelectorAll('img, .no-picture').length === 2);
      equal([chosen, unsent.count], [[], 2]);
      patient.tag = PATIENT.tag;
      unsent.patientTyped();
      equal([chosen, unsent.count], [ids, 0]);
    }),

  draftWhoseClaimWasNotAnsweredIsShownAgain: () =>
    onPage(async ({ drafts }) => {
      const about = { tab: 'gone', whose: 'ZAC5361' };
      await drafts.put(drafts.newId(), new File([new Uint8Array(10)], 'a.jpg'), about);
      const real = drafts.claim;
      drafts.claim = async (...given) => {
        await real.apply(drafts, given);
        throw new MedImageError('storage-silent');
      };
      const unsent = new UnsentPhotos(/** @type {any} */ ({ drafts }), /** @type {any} */ (PATIENT), () => {});
      await unsent.look();
      equal([unsent.count, at('unsent-list').querySelectorAll('img').length], [1, 0]);
      drafts.claim = real;
      await unsent.look();
      await until(() => at('unsent-list').querySelectorAll('img, .no-picture').length === 1);
      equal(unsent.count, 1);
    }),

  wordThatCouldNotBeStoredMovesNoPhoto: () =>
    onPage(async ({ drafts }) => {
      for (let i = 0; i < 2; i++) {
        const about = { tab: 'gone', whose: 'ZAC5361' };
        await drafts.put(drafts.newId(), new File([new Uint8Array(10)], 'a.jpg'), about);
      }
      const patient = { ...PATIENT, tag: parseTagIdFirst('ZZZ0016') };
      let chosen = 0;
      const unsent = new UnsentPhotos(
        /** @type {any} */ ({ drafts }),
        /** @type {any} */ (patient),
        (photos) => (chosen += photos.length),
      );
      await unsent.look();
      const real = IDBObjectStore.prototype.put;
      let puts = 0;
      IDBObjectStore.prototype.put = function (...given) {
        if (++puts === 2) {
          throw new DOMException('no room', 'QuotaExceededError');
        }
        return real.apply(this, given);
      };
      try {
        at('unsent-list').querySelector('.quiet').click();
        at('ask-yes').click();
        await until(() => at('unsent-hint').textContent !== '');
      } finally {
        IDBObjectStore.prototype.put = real;
      }
      equal((await drafts.all()).map(({ whose }) => whose), ['ZAC5361', 'ZAC5361']);
      patient.tag = PATIENT.tag;
      unsent.patientTyped();
      equal([chosen, unsent.count], [0, 2]);
    }),

  photoWhoseFileWasTakenBackIsSentFromItsDraft: () =>
    onChosen(async ({ outbox }) => {
      const real = Blob.prototype.arrayBuffer;
      Blob.prototype.arrayBuffer = async function () {
        Blob.prototype.arrayBuffer = real;
        throw new DOMException('gone', 'NotReadableError');
      };
      at('send').click();
      await until(() => at('chosen').hidden || at('send-error').textContent !== '');
      equal(at('send-error').textContent, '');
      equal((await outbox.envelopes()).length, 1);
    }, true),

  tabThatIsShownAgainIsOpenAgain: async () => {
    const isHeld = async () => {
      const { held } = await navigator.locks.query();
      return held?.some(({ name }) => name === 'medimage-tab-' + TAB) ?? false;
    };
    holdTab();
    await navigator.locks.request('medimage-tab-' + TAB, { steal: true }, async () => {});
    equal(await isHeld(), false);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await navigator.locks.request('other', async () => {}); // the requests are answered in their order
    equal(await isHeld(), true);
  },

  draftMakesRoomForItsEnvelope: () =>
    onChosen(async ({ outbox, drafts }, write) => {
      outbox.database.write = async function (names, action) {
        if (names.includes('pairings') && (await drafts.all()).some(({ isKept }) => isKept)) {
          throw new MedImageError('storage-full');
        }
        return write.call(this, names, action);
      };
      at('send').click();
      await until(() => at('chosen').hidden || at('send-error').textContent !== '');
      equal(at('send-error').textContent, '');
      equal([(await outbox.envelopes()).length, (await drafts.all()).length], [1, 0]);
    }, true),
};

/**
 * @param {(sender: Sender, write: import('../medimage/database.js').Database['write'], photos: PhotoStep) => Promise<void>} action
 * @param {boolean} isKept whether the photo that is chosen is a draft
 */
export function onChosen(action, isKept, patient = PATIENT) {
  return onPage(async (sender, outbox) => {
    await outbox.putPairing(await pairing(1_000, await receiver()));
    await sender.discard(''); // it reads what is stored
    const photos = new PhotoStep(sender, /** @type {any} */ (patient));
    await photos.renderReceivers();
    const { write } = sender.outbox.database;
    const real = sender.drafts.put;
    let put = 0;
    sender.drafts.put = async function (...given) {
      put++;
      if (!isKept) {
        throw new MedImageError('storage-full');
      }
      await real.apply(this, given);
      put++;
    };
    choose('a.jpg');
    await until(() => put === (isKept ? 2 : 1));
    await action(sender, write, photos);
  });
}

/** @param {string} name of the file */
export function choose(name) {
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(1000)], name));
  at('library').files = chosen.files;
  at('library').onchange();
}
