// Checks of what relays and receivers answer.

import { concat, utf8 } from '../medimage/bytes.js';
import { parseCode } from '../medimage/code.js';
import { aesKey, derivable, derive, sealWith, sha256 } from '../medimage/keys.js';
import { Pairer } from '../medimage/pairer.js';
import { readProblem } from '../medimage/problems.js';
import { openReceipt } from '../medimage/receipt.js';
import { Wire } from '../medimage/wire.js';
import { equal, fails } from './equal.js';

const PROBLEM = 'tag:medimage.co.nz,2026:problem/';

/** @param {object} fields of a receipt, beside `at` */
async function receipt(fields) {
  const prefix = new Uint8Array(122);
  const pairingKey = await derivable(new Uint8Array(32));
  const label = utf8('MedImage receipt v1');
  const key = await aesKey(await derive(pairingKey, prefix.slice(10, 26), label, 32), ['encrypt']);
  const json = utf8(JSON.stringify({ at: '2026-11-25T03:00:00Z', ...fields }));
  const sealed = await sealWith(key, json, concat(label, await sha256(prefix)));
  return openReceipt(concat(Uint8Array.of(1), sealed), prefix, pairingKey);
}

/** @type {Record<string, () => Promise<void>>} */
export const runAnswerChecks = {
  textsOfAReceiverAreSafeToShow: async () => {
    const held = { outcome: 'held', reason: 'OTHER', message: 'a\u202Eb\u0007' + 'c'.repeat(1_000) };
    const { message } = await receipt(held);
    equal([message.slice(0, 5), message.length], ['a b c', 500]);
    const { echo } = await receipt({ outcome: 'delivered', filed: [], echo: 'P…\u2066 T…' });
    equal(echo, 'P…  T…');
  },

  routesThatAreNullAreNoReceipt: async () => {
    const fields = { outcome: 'delivered', filed: [], routesAt: '2026-11-25T03:00:00Z' };
    equal((await receipt(fields)).told, null);
    await fails('not-authentic', receipt({ ...fields, routes: null }));
  },

  detailIsATextAndIsCutBetweenSigns: async () => {
    const of = (/** @type {unknown} */ detail) =>
      readProblem(409, JSON.stringify({ type: PROBLEM + 'no-offer', detail }), null).args.detail;
    equal(of({ a: 1 }), '');
    equal(of('x'.repeat(299) + '😀😀'), 'x'.repeat(299) + '😀');
  },

  codesAreTriedOneAfterTheOther: async () => {
    const real = globalThis.fetch;
    let running = 0;
    let most = 0;
    globalThis.fetch = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve));
      running--;
      return new Response(JSON.stringify({ type: PROBLEM + 'no-offer' }), { status: 404 });
    };
    try {
      const pairer = new Pairer(() => {});
      const pair = () => pairer.pair(parseCode('7-QXKD'), ['http://127.0.0.1:9'], 'Phone');
      await Promise.all([fails('no-offer', pair()), fails('no-offer', pair())]);
      equal(most, 1);
    } finally {
      globalThis.fetch = real;
    }
  },

  offsetOfAnotherAddressIsNotBelieved: async () => {
    const real = globalThis.XMLHttpRequest;
    globalThis.XMLHttpRequest = /** @type {any} */ (
      class {
        upload = {};
        status = 204;
        responseURL = 'https://elsewhere.example/v1/envelopes/1';
        responseText = '';
        onloadend = () => {};
        open() {}
        setRequestHeader() {}
        getResponseHeader(/** @type {string} */ name) {
          return name === 'Upload-Offset' ? '10' : null;
        }
        send() {
          setTimeout(() => this.onloadend());
        }
      }
    );
    try {
      const wire = new Wire('https://relay.example', 'x');
      await fails('relay-trouble', wire.patch('1', 0, new Blob(['0123456789']), () => {}));
    } finally {
      globalThis.XMLHttpRequest = real;
    }
  },
};
