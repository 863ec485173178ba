// Checks of the page's own parts on its own document.

import { PhotoStep } from '../page/photos.js';
import { Sender } from '../medimage/sender.js';
import { parseTagIdFirst } from '../medimage/tag.js';
import { onEmpty, pairing, receiver } from './checks-storage.js';
import { equal, until } from './equal.js';

const PATIENT = { tag: parseTagIdFirst('ZAC5361'), name: 'ZAC5361', touch() {}, trust() {} };

/** @param {(sender: Sender, outbox: import('../medimage/outbox.js').Outbox) => Promise<void>} action */
function onPage(action) {
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
const at = (id) => document.getElementById(id);

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
};
