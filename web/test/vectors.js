// Runs the cases of `vectors/` in a browser or in Node: with the sender's modules, and what is sealed
// with the reader of these tests.

import * as bytes from '../medimage/bytes.js';
import { parseCode } from '../medimage/code.js';
import { seal, sealedSize } from '../medimage/envelope.js';
import { keyOf } from '../medimage/errors.js';
import { SendOrder } from '../medimage/ids.js';
import { derivable, sha256 } from '../medimage/keys.js';
import { parseLink } from '../medimage/link.js';
import { isNhi, looksMistyped } from '../medimage/nhi.js';
import { padme } from '../medimage/padme.js';
import { PairingGuest } from '../medimage/pairing.js';
import { openReceipt } from '../medimage/receipt.js';
import { parseTag } from '../medimage/tag.js';
import { authorization } from '../medimage/token.js';
import { envelopeShare, keyPair, openEnvelope } from './open.js';
import { Unopened } from './unopened.js';

/**
 * @typedef {object} Source
 * @property {(folder: string) => Promise<string[]>} list the names in a folder; of all folders if
 *     it is empty
 * @property {(path: string) => Promise<any>} load the JSON of a file
 */

const { fromBase64, fromHex, toHex } = bytes;

/** @param {boolean} condition @param {string} what */
function check(condition, what) {
  if (!condition) {
    throw new Error(what);
  }
}

/** @param {unknown} actual @param {unknown} expected @param {string} what */
function same(actual, expected, what) {
  check(
    JSON.stringify(actual) === JSON.stringify(expected),
    `${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
  );
}

/** @param {() => unknown} action @param {string} [key] @returns {Promise<void>} */
async function fails(action, key) {
  try {
    await action();
  } catch (e) {
    if (key !== undefined) {
      same(e instanceof Unopened ? e.key : keyOf(e), key, 'the failure');
    }
    return;
  }
  throw new Error('it did not fail');
}

/** What only a host of a pairing refuses, and what only who collects shows: no page does either. */
const RECEIVERS_ALONE = /^(pairing\/bad-hello-.*|token\/collect)\.json$/;

/** @typedef {(path: string) => Promise<any>} Load */

/** Every check of a folder, by the folder's name. @type {Record<string, (name: string, vector: any, load: Load) => Promise<void>>} */
const CHECKS = {
  async padme(_name, vector) {
    for (const row of vector.rows) {
      same(padme(row.length), row.padded, `padme(${row.length})`);
    }
  },

  async 'pairing-code'(name, vector) {
    for (const row of vector.rows) {
      if (name.startsWith('good')) {
        const { nameplate, text } = row;
        same(parseCode(row.typed), { nameplate, text }, row.typed);
      } else {
        await fails(() => parseCode(row.typed), 'no-code');
      }
    }
  },

  async 'pairing-link'(name, vector) {
    for (const row of vector.rows) {
      if (name.startsWith('good')) {
        const { code, addresses, page } = parseLink(row.link);
        same(code.text, row.code, 'the code of ' + row.link);
        same(addresses, row.addresses, 'the addresses of ' + row.link);
        same(page, row.page ?? null, 'the page of ' + row.link);
      } else {
        await fails(() => parseLink(row.link), row.fails === 'unsupported' ? 'later-link' : 'no-link');
      }
    }
  },

  async tag(name, vector) {
    for (const row of vector.rows) {
      if (name.startsWith('good')) {
        const { folders, words, text } = row;
        same(parseTag(row.typed), { folders, words, text }, row.typed);
      } else {
        await fails(() => parseTag(row.typed));
      }
    }
  },

  async token(name, vector) {
    same(name, 'sender.json', 'the table');
    for (const row of vector.rows) {
      const key = await derivable(fromHex(row.pairingKey));
      const shown = await authorization(bytes.uuidBytes(row.pairingId), key, row.transport);
      same(shown, row.authorization, 'the authorization');
    }
  },

  async receipt(name, vector) {
    const key = await derivable(fromHex(vector.pairingKey));
    const open = () => openReceipt(fromBase64(vector.sealed), fromBase64(vector.prefix), key);
    if (name.startsWith('bad')) {
      await fails(open, vector.fails);
      return;
    }
    const receipt = await open();
    const expected = typeof vector.receipt === 'string' ? JSON.parse(vector.receipt) : vector.receipt;
    same(receipt.outcome, expected.outcome, 'the outcome');
    same(receipt.at, Date.parse(expected.at), 'the moment');
    same(receipt.filed, expected.filed ?? [], 'where it is filed');
    same(receipt.echo, expected.echo ?? '', 'the echo');
    same(receipt.reason, expected.reason ?? '', 'the reason');
    same(receipt.message, expected.message ?? '', 'the message');
    same(receipt.told?.at ?? null, expected.routesAt ? Date.parse(expected.routesAt) : null, 'routesAt');
    same(receipt.told?.routes ?? null, expected.routes ?? null, 'the routes');
  },

  async pairing(name, vector) {
    const guest = await scripted(vector);
    same(bytes.toBase64(await guest.hello()), vector.hello, 'the hello');
    const prove = () => guest.proof(fromBase64(vector.helloAnswer), 'Ward phone');
    if (name.startsWith('bad-answer')) {
      await fails(prove, vector.fails);
      return;
    }
    const proof = await prove();
    const finish = () => guest.finish(fromBase64(vector.proofAnswer));
    if (name.startsWith('bad-end')) {
      await fails(finish, vector.fails);
      return;
    }
    same(toHex(proof.slice(0, 850)), toHex(fromBase64(vector.proof).slice(0, 850)), 'the proof');
    const paired = await finish();
    same(paired.name, vector.receiverName, 'the name');
    same(toHex(paired.publicKey), vector.receiverPublicKey, 'the public key');
    same(bytes.uuidText(paired.id), vector.pairingId, 'the pairing id');
    same(await authorization(paired.id, paired.key, 'wifi'), vector.authorization, 'the token');
    check(!paired.key.extractable, 'the pairing key can be read');
  },

  async envelope(name, vector, load) {
    const pair = await keyPair(fromHex(vector.receiverPrivateKey));
    const key = fromHex(vector.pairingKey);
    const whole = vector.envelopeOf ? await load('envelope/' + vector.envelopeOf) : vector;
    const envelope = fromBase64(whole.envelope).slice(0, vector.keepBytes);
    const open = () => openEnvelope(envelope, pair, { id: vector.pairingId, key });
    if (name.startsWith('bad')) {
      await fails(open, vector.fails);
      return;
    }
    const opened = await open();
    same(bytes.uuidText(opened.id), vector.id, 'the id');
    same(plain(opened.manifest.fields), JSON.parse(vector.manifest), 'the manifest');
    same(opened.content.length, vector.contentLength, 'the length');
    same(toHex(await sha256(opened.content)), vector.contentSha256, 'the hash');
    same(envelope[9], vector.share === undefined ? 1 : 2, 'the suite');
    if (vector.share !== undefined) {
      same(toHex(await envelopeShare(key, opened.id)), vector.share, 'the share');
    }
  },
};

/** @param {unknown} value with Maps @returns {unknown} the same with objects */
function plain(value) {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, each]) => [name, plain(each)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

/** @param {any} vector @returns {Promise<PairingGuest>} who draws what the case says */
async function scripted(vector) {
  const number = (/** @type {string} */ name) => BigInt('0x' + vector.guest[name]);
  const drawn = {
    x1: number('x1'),
    x2: number('x2'),
    v1: number('v1'),
    v2: number('v2'),
    v3: number('v3'),
  };
  const session = bytes.uuidBytes(vector.session);
  const challenge = await keyPair(
    vector.guest.challengePrivateKey ? fromHex(vector.guest.challengePrivateKey) : bytes.random(32),
  );
  return PairingGuest.begin(vector.code, { session, drawn, challenge });
}

const MANIFEST = {
  tag: '#ZAC5361',
  fileName: 'photo.jpg',
  mediaType: 'image/jpeg',
  capturedAt: '2026-05-01T09:00:00+12:00',
  deviceName: 'Ward phone',
  attributes: {},
};

/** What is sealed here must open. Each of these sizes ends a segment in another way. */
async function sealedOpens() {
  const pair = await keyPair(bytes.random(32));
  const pairingKey = bytes.random(32);
  const key = await derivable(pairingKey);
  for (const length of [1, 1000, 2 ** 20 - 400, 2 ** 20, 2 ** 20 + 1, 2 * 2 ** 20, 3_100_000]) {
    const content = new Uint8Array(length).fill(length % 251);
    const sha = toHex(await sha256(content));
    const manifest = bytes.utf8(JSON.stringify({ ...MANIFEST, length, sha256: sha }));
    const id = new SendOrder().nextId();
    const pairingId = bytes.random(16);
    const pairing = { id: bytes.uuidText(pairingId), key: pairingKey };
    const sealing = { id, pairingId, pairingKey: key, publicKey: pair.publicKey };
    const parts = [];
    for await (const part of seal({ ...sealing, manifest, content })) {
      parts.push(part);
    }
    const envelope = bytes.concat(...parts);
    same(envelope.length, sealedSize(manifest.length, length), 'the size');
    const opened = await openEnvelope(envelope, pair, pairing);
    same(toHex(opened.id), toHex(id), 'the id');
    same(toHex(await sha256(opened.content)), sha, 'the content');
    envelope[envelope.length - 20] ^= 1;
    await fails(() => openEnvelope(envelope, pair, pairing), 'damaged');
  }
}

async function nhis() {
  for (const text of ['ZAC5361', 'ZBN77VL', 'ZZZ0016', 'ZZZ0024', 'ZZZ00AC', 'zbn77vl']) {
    check(isNhi(text) && !looksMistyped(text), `${text} is an NHI`);
  }
  for (const text of ['ZZZ0044', 'ZZZ00AA', 'ZAC5362', 'ZAC5631', 'ZBN77VM', 'ZNB77VL']) {
    check(!isNhi(text) && looksMistyped(text), `${text} is mistyped`);
  }
  for (const text of ['', 'Smith', 'ZAC536', 'ZAC53611', 'ZAI5361', 'ZAO5361', 'ZAC5361 ', '٣٣٣']) {
    check(!isNhi(text) && !looksMistyped(text), `${text} is no NHI`);
  }
}

/**
 * Runs all.
 * @param {Source} source
 * @param {(name: string, failure: string) => void} report called for each case; `failure` is empty
 *     for one that is right
 * @returns {Promise<string>} how many passed, failed, and concern receivers alone
 */
export async function runAll(source, report) {
  const result = { passed: 0, failed: 0, skipped: 0 };
  /** @param {string} name @param {() => Promise<void>} action */
  const run = async (name, action) => {
    let failure = '';
    try {
      await action();
    } catch (e) {
      failure = String(e instanceof Error ? e.message : e) || 'failed';
    }
    result[failure === '' ? 'passed' : 'failed']++;
    report(name, failure);
  };
  const folders = (await source.list('')).filter((name) => !name.endsWith('.md'));
  await run('every folder is checked', async () => {
    same(folders.sort(), Object.keys(CHECKS).sort(), 'the list of folders');
  });
  for (const [folder, action] of Object.entries(CHECKS)) {
    for (const name of (await source.list(folder)).sort()) {
      const path = `${folder}/${name}`;
      if (RECEIVERS_ALONE.test(path)) {
        result.skipped++;
      } else {
        await run(path, async () => action(name, await source.load(path), source.load));
      }
    }
  }
  await run('what is sealed opens', sealedOpens);
  await run('NHI', nhis);
  const { passed, failed, skipped } = result;
  return `${passed} passed, ${failed} failed, ${skipped} of the receiver's side alone`;
}
