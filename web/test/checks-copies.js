// Checks that no photo is deleted that nobody else has.

import { done } from '../medimage/database.js';
import { Sender } from '../medimage/sender.js';
import { parseTagIdFirst } from '../medimage/tag.js';
import { DeliveryList } from '../page/deliveries.js';
import { at, onPage } from './checks-page.js';
import { onEmpty, pairing, receiver } from './checks-storage.js';
import { equal, fails, until } from './equal.js';

const CONTENT = Uint8Array.from({ length: 2_500_000 }, (_, index) => (index * index) % 251);
const PHOTO = new File([CONTENT], 'arm.jpg', { type: 'image/jpeg' });
const RECEIPT = { echo: '', message: '', at: 0, filed: [], told: null };

/** @param {(sender: Sender, id: string, pairing: string) => Promise<void>} action on a sealed photo */
function onSealed(action) {
  return onEmpty(async (outbox) => {
    const paired = await pairing(1_000, await receiver());
    await outbox.putPairing(paired);
    const sender = await Sender.open();
    try {
      const to = { pairing: paired.id, deviceName: 'Phone' };
      await action(sender, await sender.send(PHOTO, parseTagIdFirst('ZAC5361'), to), paired.id);
    } finally {
      await sender.close();
    }
  });
}

/** @param {Sender} sender */
function partKeys({ outbox }) {
  return outbox.database.read(['parts'], ({ parts }) => done(parts.getAllKeys()));
}

/** @param {Blob} file */
async function isWhole(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return bytes.length === CONTENT.length && bytes.every((byte, index) => byte === CONTENT[index]);
}

/** @type {Record<string, () => Promise<void>>} */
export const runCopyChecks = {
  photoThatIsTooLargeForThePcStaysUntilItIsDeleted: () =>
    onSealed(async ({ outbox }, id, paired) => {
      await outbox.end(id, { ...RECEIPT, outcome: 'rejected', reason: 'TOO_LARGE' });
      const later = await Sender.open();
      try {
        equal(later.deliveries().map((each) => [each.state, each.isOpenable]), [['rejected', true]]);
        equal(later.waiting(paired), 1);
        const file = await later.photo(id);
        equal([file.name, file.type, await isWhole(file)], ['arm.jpg', 'image/jpeg', true]);
        await later.discard(id);
        equal(await partKeys(later), []);
      } finally {
        await later.close();
      }
    }),

  photoThatThePcHasIsDeletedHere: async () => {
    for (const [outcome, reason] of [['delivered', ''], ['held', 'OTHER'], ['rejected', 'TYPE_NOT_ALLOWED']]) {
      await onSealed(async (sender, id, paired) => {
        equal(await isWhole(await sender.photo(id)), true);
        await sender.outbox.end(id, { ...RECEIPT, outcome: /** @type {any} */ (outcome), reason });
        await sender.discard(''); // it reads what is stored
        equal(sender.deliveries().map((each) => [each.state, each.isOpenable]), [[outcome, false]]);
        equal([await partKeys(sender), sender.waiting(paired)], [[], 0]);
        await fails('damaged', sender.photo(id));
      });
    }
  },

  sealedCopyThatIsNotWholeIsDamaged: () =>
    onSealed(async (sender, id) => {
      const { database } = sender.outbox;
      await database.write(['envelopes', 'parts'], async ({ envelopes, parts }) => {
        const envelope = await done(envelopes.get(id));
        parts.delete([id, envelope.parts - 1]);
        envelopes.put({ ...envelope, parts: envelope.parts - 1 });
      });
      await fails('damaged', sender.photo(id));
    }),

  photoThatIsTooLargeCanBeSaved: () =>
    onPage(async () => {
      let photo = async () => PHOTO;
      /** @type {any} */
      let delivery = { id: 'a', tag: 'ZAC5361', to: 'Surgery', sealedAt: 0, sent: 0, size: 1, isOpenable: true, problem: '' };
      const list = new DeliveryList(/** @type {any} */ ({ deliveries: () => [delivery], photo: () => photo() }));
      const ways = (/** @type {object} */ change) => {
        delivery = { ...delivery, problem: '', ...change };
        list.render();
        return [...at('deliveries').querySelectorAll('button')].map((each) => each.textContent);
      };
      const both = ['Save the photo', 'Delete from this phone'];
      equal(ways({ state: 'waiting', problem: 'unreachable' }), both.slice(1));
      equal(ways({ state: 'unpaired', problem: 'not-paired' }), both.slice(1));
      equal(ways({ state: 'waiting', problem: 'envelope-too-large' }), both);
      const told = () => at('deliveries').querySelector('.sentence').textContent;
      equal(told().includes('This phone still has it'), true);
      equal(ways({ state: 'rejected', reason: 'TYPE_NOT_ALLOWED', isOpenable: false }), ['OK']);
      equal(told().includes('This phone still has it'), false);
      equal(ways({ state: 'rejected', reason: 'TOO_LARGE', isOpenable: true }), both);
      equal(told().includes('This phone still has it'), true);
      const real = HTMLAnchorElement.prototype.click;
      /** @type {HTMLAnchorElement | null} */
      let link = null;
      HTMLAnchorElement.prototype.click = function () {
        link = this;
      };
      try {
        at('deliveries').querySelector('button').click();
        await until(() => link !== null);
        const { download, href } = /** @type {any} */ (link);
        equal([download, await isWhole(await (await fetch(href)).blob())], ['arm.jpg', true]);
      } finally {
        HTMLAnchorElement.prototype.click = real;
      }
      photo = () => Promise.reject(new Error('not now'));
      at('deliveries').querySelector('button').click();
      await until(() => at('deliveries').querySelector('.error').textContent !== '');
    }),
};
