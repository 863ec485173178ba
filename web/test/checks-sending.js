// Checks of photos that are sent while storage fails, or while others are chosen: none is sent twice,
// and none is taken for sent that is not.

import { Database } from '../medimage/database.js';
import { Drafts } from '../medimage/drafts.js';
import { MedImageError } from '../medimage/errors.js';
import { parseTagIdFirst } from '../medimage/tag.js';
import { PATIENT, at, choose, onChosen } from './checks-page.js';
import { pairing, receiver } from './checks-storage.js';
import { equal, fails, until } from './equal.js';

/** @typedef {import('../medimage/sender.js').Sender} Sender */

/**
 * Sends what is chosen to a storage that takes it and does not say so, and then says nothing more.
 * @param {Sender} sender @param {Database['write']} write
 */
async function sendUnheard({ outbox: { database } }, write) {
  database.write = async function (names, action) {
    const isWritten = names.includes('pairings') || !names.includes('envelopes');
    const written = isWritten ? await write.call(this, names, action) : undefined;
    if (names.includes('envelopes')) {
      throw new MedImageError('storage-silent');
    }
    return /** @type {any} */ (written);
  };
  await send();
  database.write = write;
}

/** Sends, and waits until the page says how it went. */
async function send() {
  at('send').click();
  await new Promise((resolve) => setTimeout(resolve));
  await until(() => !at('sources').hidden);
}

/** @param {Sender} sender */
async function stored({ outbox, drafts }) {
  return [(await outbox.envelopes()).length, (await drafts.all()).length, at('thumbnails').children.length];
}

/**
 * Another tab that has the same draft sends it while this one is told that the disk is full.
 * @param {number} when at which try
 */
function sentInAnotherTab(when) {
  return onChosen(async (sender, write) => {
    const [{ id }] = await sender.drafts.all();
    let tries = 0;
    sender.outbox.database.write = async function (names, action) {
      if (names.includes('pairings') && ++tries <= when) {
        if (tries === when) {
          await new Drafts({ ...sender.outbox, database: new Database() }).remove([id]);
        }
        throw new MedImageError('storage-full');
      }
      return write.call(this, names, action);
    };
    await send();
    await until(() => at('chosen').hidden);
    equal(at('send-error').textContent, 'a.jpg was already sent or removed in another tab.');
    equal(await stored(sender), [0, 0, 0]);
  }, true);
}

/** @type {Record<string, () => Promise<void>>} */
export const runSendingChecks = {
  photoThatWentToAnotherPatientStaysChosen: () => {
    const patient = { ...PATIENT };
    return onChosen(
      async (sender, write) => {
        await sendUnheard(sender, write);
        patient.tag = parseTagIdFirst('ZZZ0016');
        await send();
        const told = 'a.jpg was already sent to Surgery as a photo of ZAC5361. It is still chosen';
        equal(at('send-error').textContent.startsWith(told), true);
        equal(await stored(sender), [1, 0, 1]);
        choose('b.jpg');
        await until(() => at('thumbnails').children.length === 2);
        await until(() => at('chosen-unkept').textContent === '');
        await send();
        equal(await stored(sender), [3, 0, 0]);
      },
      true,
      patient,
    );
  },

  photoThatWentToAnotherPcStaysChosen: () =>
    onChosen(async (sender, write, photos) => {
      await sendUnheard(sender, write);
      const other = await receiver();
      await sender.outbox.putPairing({ ...(await pairing(2_000, other)), name: 'Ward' });
      await sender.discard(''); // it reads what is stored
      await photos.renderReceivers();
      at('to').value = String(other);
      await send();
      const told = 'a.jpg was already sent to Surgery as a photo of ZAC5361. It is still chosen';
      equal(at('send-error').textContent.startsWith(told), true);
      equal(await stored(sender), [1, 0, 1]);
      await send();
      equal((await sender.outbox.envelopes()).map(({ to }) => to).sort(), ['Surgery', 'Ward']);
      equal(await stored(sender), [2, 0, 0]);
    }, true),

  draftThatMakesRoomOnAFullDiskIsStillNamed: () =>
    onChosen(async ({ drafts }) => {
      const [{ id }] = await drafts.all();
      const real = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
      try {
        equal(await drafts.empty(id), true);
      } finally {
        IDBObjectStore.prototype.put = real;
      }
      equal((await drafts.all()).map(({ whose }) => whose), [PATIENT.tag.text]);
      await fails('damaged', drafts.file(id));
    }, true),

  draftThatMakesRoomIsSentThoughItsFileIsTakenBackThen: () =>
    onChosen(async (sender, write) => {
      const real = sender.send;
      sender.send = async (file, ...given) => {
        try {
          return await real.call(sender, file, ...given);
        } finally {
          file.arrayBuffer = () => Promise.reject(new Error('taken back'));
        }
      };
      sender.outbox.database.write = async function (names, action) {
        if (names.includes('pairings') && (await sender.drafts.all()).some(({ isKept }) => isKept)) {
          throw new MedImageError('storage-full');
        }
        return write.call(this, names, action);
      };
      await send();
      equal([at('send-error').textContent, await stored(sender)], ['', [1, 0, 0]]);
    }, true),

  draftThatIsSentInAnotherTabIsNotSentFromAFullDisk: () => sentInAnotherTab(1),

  draftThatIsSentInAnotherTabIsNotKeptAgain: () => sentInAnotherTab(2),

  photoThatIsBeingSentBecomesNoDraft: () =>
    onChosen(async (sender) => {
      const real = sender.send;
      /** @type {(value?: unknown) => void} */
      let goOn = () => {};
      const wait = new Promise((resolve) => (goOn = resolve));
      sender.send = async (...given) => {
        await wait;
        return real.apply(sender, given);
      };
      sender.drafts.put = Drafts.prototype.put;
      at('send').click();
      await until(() => at('send').textContent === 'Sealing 1 of 1…');
      equal(at('unsent').inert, true);
      equal(await keptWith(sender, 'b.jpg'), ['b.jpg']);
      goOn();
      await until(() => !at('sources').hidden);
      equal([await stored(sender), at('unsent').inert], [[1, 1, 1], false]);
    }, false),

  photoThatWasSentUnheardBecomesNoDraft: async () => {
    const real = Drafts.prototype.note;
    Drafts.prototype.note = async () => {
      throw new MedImageError('storage-full');
    };
    try {
      await onChosen(async (sender, write) => {
        await sendUnheard(sender, write);
        Drafts.prototype.note = real;
        sender.drafts.put = Drafts.prototype.put;
        equal(await keptWith(sender, 'b.jpg'), ['b.jpg']);
        await send();
        equal(await stored(sender), [2, 0, 0]);
      }, false);
    } finally {
      Drafts.prototype.note = real;
    }
  },
};

/** @param {Sender} sender @param {string} name of a photo to choose @returns {Promise<string[]>} all that are kept then */
async function keptWith({ drafts }, name) {
  const real = drafts.put;
  let isKept = false;
  drafts.put = async function (...given) {
    await real.apply(this, given);
    isKept = given[1].name === name;
  };
  choose(name);
  await until(() => isKept);
  const kept = (await drafts.all()).filter((each) => each.isKept);
  return Promise.all(kept.map(async ({ id }) => (await drafts.file(id)).name));
}
