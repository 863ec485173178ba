// Checks of what is stored.

import { MedImageError } from '../medimage/errors.js';
import { derivable } from '../medimage/keys.js';
import { Outbox } from '../medimage/outbox.js';
import { Sender } from '../medimage/sender.js';
import { parseTagIdFirst } from '../medimage/tag.js';
import { equal, fails, until } from './equal.js';
import { keyPair } from './open.js';

/** @typedef {import('../medimage/outbox.js').Pairing} Pairing */

const PHOTO = new Blob([new Uint8Array(1000)]);
const TAG = parseTagIdFirst('ZAC5361');

/** @param {number} pairedAt @param {import('../medimage/bytes.js').Bytes} publicKey @returns {Promise<Pairing>} */
export async function pairing(pairedAt, publicKey) {
  const key = await derivable(crypto.getRandomValues(new Uint8Array(32)));
  const about = { id: crypto.randomUUID(), name: 'Surgery', pairedAt, publicKey, key };
  return { ...about, routes: [], routesAt: 0, relay: 'http://127.0.0.1:9' };
}

export async function receiver() {
  return (await keyPair(crypto.getRandomValues(new Uint8Array(32)))).publicKey;
}

async function ids(/** @type {Outbox} */ outbox) {
  return (await outbox.pairings()).map(({ id }) => id);
}

/** Runs a check on storage that is empty before. @param {(outbox: Outbox) => Promise<void>} action */
export async function onEmpty(action) {
  const outbox = await Outbox.open();
  await outbox.database.write(['pairings', 'envelopes', 'drafts', 'parts'], (stores) => {
    Object.values(stores).forEach((store) => store.clear());
  });
  await action(outbox);
  await outbox.close();
}

/** @param {Outbox} outbox @param {string} pairing @param {AsyncIterable<any>} [parts] */
async function accept(outbox, pairing, parts = somePart()) {
  const id = crypto.randomUUID();
  const about = { id, pairing, to: 'Surgery', size: 200, sealedAt: Date.now() };
  await outbox.accept(about, { tag: 'ZAC5361', fileName: 'a.jpg' }, parts);
  return id;
}

async function* somePart() {
  yield new Uint8Array(200);
}

/** @type {Record<string, () => Promise<void>>} */
export const runStorageChecks = {
  latestPairingIsTheLastOneWhateverTheClock: () =>
    onEmpty(async (outbox) => {
      const key = await receiver();
      const [first, second] = [await pairing(2_000, key), await pairing(1_000, key)];
      await outbox.putPairing(first);
      await outbox.putPairing(second);
      equal(await ids(outbox), [first.id, second.id]);
      await outbox.forgetUnused();
      equal(await ids(outbox), [second.id]);
    }),

  earlierPairingStaysWhileAPhotoIsUnderIt: () =>
    onEmpty(async (outbox) => {
      const key = await receiver();
      const [first, second] = [await pairing(1_000, key), await pairing(2_000, key)];
      await outbox.putPairing(first);
      const id = await accept(outbox, first.id);
      await outbox.putPairing(second);
      await outbox.forgetUnused();
      equal(await ids(outbox), [first.id, second.id]);
      equal((await outbox.envelopes()).map((each) => each.id), [id]);
      await outbox.discard(id);
      await outbox.forgetUnused();
      equal(await ids(outbox), [second.id]);
    }),

  photoOfAPairingThatWasForgottenMeanwhileIsNotAccepted: () =>
    onEmpty(async (outbox) => {
      const forgotten = await pairing(1_000, await receiver());
      await outbox.putPairing(forgotten);
      const parts = (async function* () {
        yield new Uint8Array(200);
        await outbox.forget(forgotten.id);
      })();
      await fails('unknown-pairing', accept(outbox, forgotten.id, parts));
      equal(await outbox.envelopes(), []);
    }),

  unpairingCountsAndDeletesTheSamePhotos: () =>
    onEmpty(async (outbox) => {
      const key = await receiver();
      const [first, second] = [await pairing(1_000, key), await pairing(2_000, key)];
      const other = await pairing(3_000, await receiver());
      for (const each of [first, second, other]) {
        await outbox.putPairing(each);
        await accept(outbox, each.id);
      }
      const sender = await Sender.open();
      equal(sender.waiting(second.id), 2);
      equal(sender.pairings().map(({ id }) => id), [second.id, other.id]);
      await sender.forget(second.id);
      equal(sender.deliveries().map((each) => each.pairing), [other.id]);
      equal(await ids(outbox), [other.id]);
      await sender.close();
    }),

  photoWithoutAPairingIsShownAsUnpaired: () =>
    onEmpty(async (outbox) => {
      const gone = await pairing(1_000, await receiver());
      await outbox.putPairing(gone);
      await accept(outbox, gone.id);
      await outbox.database.write(['pairings'], ({ pairings }) => void pairings.clear());
      const sender = await Sender.open();
      equal(sender.deliveries().map(({ state, problem }) => [state, problem]), [
        ['unpaired', 'unknown-pairing'],
      ]);
      await sender.close();
    }),

  choresThatFailDoNotKeepThePageFromOpening: () =>
    onEmpty(async () => {
      const { sweep, forgetUnused } = Outbox.prototype;
      Outbox.prototype.sweep = Outbox.prototype.forgetUnused = async () => {
        throw new MedImageError('storage-full');
      };
      try {
        await (await Sender.open()).close();
      } finally {
        Object.assign(Outbox.prototype, { sweep, forgetUnused });
      }
    }),

  turnOfATabEndsAsAnotherBegins: () =>
    onEmpty(async (outbox) => {
      equal(await outbox.beginTurn('a'), true);
      equal(await outbox.isTurn('a'), true);
      await outbox.beginTurn('b');
      equal([await outbox.isTurn('a'), await outbox.isTurn('b')], [false, true]);
    }),

  tabThatCannotReadAtItsStartDeliversOnceItCan: () =>
    onEmpty(async (outbox) => {
      const paired = await pairing(1_000, await receiver());
      await outbox.putPairing(paired);
      const sender = await Sender.open();
      await sender.close();
      const real = Outbox.prototype.pairings;
      const again = await Sender.open();
      let reads = 0;
      again.outbox.pairings = async function () {
        if (++reads < 3) {
          throw new Error('not now');
        }
        return real.call(this);
      };
      await until(() => reads > 0);
      again.tryNow();
      await until(() => reads > 1);
      again.tryNow();
      await until(() => reads > 2);
      await again.send(PHOTO, TAG, { pairing: paired.id, deviceName: 'Phone' });
      await until(() => again.deliveries()[0]?.problem === 'unreachable');
      await again.close();
    }),
};
