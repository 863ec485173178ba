// Checks of pauses, and of what a relay can do to an upload.

import { Backoff } from '../medimage/backoff.js';
import { derivable } from '../medimage/keys.js';
import { PairingQueue } from '../medimage/queue.js';
import { MedImageError } from '../medimage/errors.js';
import { Outbox } from '../medimage/outbox.js';
import { equal, until } from './equal.js';

const SIZE = 20_000_000;

/**
 * Has one envelope uploaded to a relay that answers as it likes.
 * @param {object} relay
 * @param {(offset: number) => number} relay.patch gives the new offset, or 0 or less to break off
 * @param {() => number} relay.head gives the offset
 * @returns {Promise<{ problem: string, patches: number[], relayed: string[] }>} once the try has ended
 */
async function upload({ patch, head }) {
  const [realFetch, realRequest] = [globalThis.fetch, globalThis.XMLHttpRequest];
  /** @type {number[]} */
  const patches = [];
  /** @type {string[]} */
  const relayed = [];
  const answer = (/** @type {number} */ offset) =>
    new Response(null, { status: 204, headers: { 'Upload-Offset': String(offset) } });
  globalThis.fetch = async (_, init) => answer(init?.method === 'HEAD' ? head() : 0);
  globalThis.XMLHttpRequest = /** @type {any} */ (
    class {
      upload = {};
      status = 0;
      responseURL = '';
      responseText = '';
      onloadend = () => {};
      #offset = 0;
      #headers = new Map();
      open(/** @type {string} */ _, /** @type {string} */ url) {
        this.responseURL = url;
      }
      setRequestHeader(/** @type {string} */ name, /** @type {string} */ value) {
        this.#headers.set(name, value);
      }
      getResponseHeader(/** @type {string} */ name) {
        return name === 'Upload-Offset' ? String(this.#offset) : null;
      }
      send() {
        const from = Number(this.#headers.get('Upload-Offset'));
        patches.push(from);
        this.#offset = patches.length > 100 ? SIZE : patch(from);
        this.status = this.#offset > 0 ? 204 : 0;
        setTimeout(() => this.onloadend());
      }
      abort() {}
    }
  );
  const stop = new AbortController();
  try {
    const id = crypto.randomUUID();
    const envelope = { id, pairing: id, size: SIZE, state: 'sealed', endedAt: 0, relay: '' };
    const outbox = {
      envelopes: async () => [envelope],
      bytes: async () => new Blob([new Uint8Array(10)]),
      putRelay: async (/** @type {string} */ _, /** @type {string} */ origin) => {
        relayed.push(origin);
        envelope.state = 'ended';
      },
    };
    const key = await derivable(new Uint8Array(32));
    const pairing = { id, key, routes: [], relay: 'http://127.0.0.1:9' };
    const nothing = () => {};
    const events = { onProgress: nothing, onStored: nothing, onDate: nothing, mayGoOn: async () => true };
    const queue = new PairingQueue(/** @type {any} */ (outbox), /** @type {any} */ (pairing), events);
    void queue.run(stop.signal);
    const problem = () => queue.progress(/** @type {any} */ (envelope)).problem;
    await until(() => relayed.length > 0 || problem() !== '');
    return { problem: problem(), patches, relayed };
  } finally {
    stop.abort();
    [globalThis.fetch, globalThis.XMLHttpRequest] = [realFetch, realRequest];
  }
}

/** @param {string} path of which no bytes ever arrive @returns {any} */
function breaking(path) {
  return class {
    upload = {};
    status = 0;
    responseURL = '';
    responseText = '';
    onloadend = () => {};
    open(/** @type {string} */ _, /** @type {string} */ url) {
      this.responseURL = url;
      this.status = url.endsWith(path) ? 0 : 204;
    }
    setRequestHeader() {}
    getResponseHeader(/** @type {string} */ name) {
      return name === 'Upload-Offset' ? String(SIZE) : null;
    }
    send() {
      setTimeout(() => this.onloadend());
    }
    abort() {}
  };
}

/** @type {Record<string, () => Promise<void>>} */
export const runQueueChecks = {
  uploadGoesOnWhereItBroke: async () => {
    let broken = false;
    const patch = (/** @type {number} */ from) => {
      const breaks = from === 8_000_000 && !broken;
      broken ||= breaks;
      return breaks ? 0 : Math.min(from + 8_000_000, SIZE);
    };
    const { relayed, patches } = await upload({ patch, head: () => 9_000_000 });
    equal(patches, [0, 8_000_000, 9_000_000, 17_000_000]);
    equal(relayed.length, 1);
  },

  relayThatGoesBackwardsIsTriedLater: async () => {
    const patch = (/** @type {number} */ from) => (from === 0 ? 8_000_000 : from - 1);
    const { problem, patches, relayed } = await upload({ patch, head: () => 0 });
    equal([problem, patches, relayed], ['relay-trouble', [0, 8_000_000], []]);
  },

  relayThatForgetsAgainAndAgainIsTriedLater: async () => {
    const patch = (/** @type {number} */ from) => (from === 0 ? 8_000_000 : 0);
    const { problem, patches } = await upload({ patch, head: () => 0 });
    equal([problem, patches], ['unreachable', [0, 8_000_000, 0, 8_000_000]]);
  },

  uploadThatBreaksBeforeWhereItBrokeIsTriedLater: async () => {
    const patch = (/** @type {number} */ from) => (from === 0 ? 8_000_000 : 0);
    const { problem, patches } = await upload({ patch, head: () => 4_000_000 });
    equal([problem, patches], ['unreachable', [0, 8_000_000, 4_000_000]]);
  },

  relayThatHasMoreThanThereIsDoesNotHaveIt: async () => {
    const { problem, relayed } = await upload({ patch: () => SIZE + 1, head: () => 0 });
    equal([problem, relayed], ['relay-trouble', []]);
  },

  photosLeaveARelayThatIsGone: () => photosLeave(async () => Promise.reject(new TypeError('gone')), 'unreachable'),

  photosLeaveARelayThatRefuses: () => photosLeave(async () => new Response(null, { status: 404 }), 'refused'),

  photoThatCannotBeReadOrSentKeepsNoOtherBack: async () => {
    for (const name of ['NotReadableError', 'AbortError', '']) {
      const [realFetch, realRequest] = [globalThis.fetch, globalThis.XMLHttpRequest];
      const stop = new AbortController();
      globalThis.fetch = async () => new Response(null, { status: 204, headers: { 'Upload-Offset': '0' } });
      globalThis.XMLHttpRequest = breaking('/1');
      try {
        const paired = crypto.randomUUID();
        const about = { pairing: paired, size: SIZE, parts: 1, state: 'sealed', endedAt: 0, relay: '' };
        const envelopes = ['1', '2'].map((id) => ({ ...about, id }));
        const read = async () => {
          throw new MedImageError('storage-trouble', {}, new DOMException('lost', name));
        };
        const lost = Outbox.prototype.bytes.bind(/** @type {any} */ ({ database: { read } }));
        const outbox = {
          envelopes: async () => envelopes.filter(({ state }) => state === 'sealed'),
          bytes: async (/** @type {any} */ each) =>
            name !== '' && each.id === '1' ? lost(each, 0, SIZE) : new Blob(['sealed']),
          putRelay: async (/** @type {string} */ id) => {
            envelopes[Number(id) - 1].state = 'relayed';
          },
        };
        const key = await derivable(new Uint8Array(32));
        const pairing = { id: paired, key, routes: [], relay: 'http://127.0.0.1:9' };
        const nothing = () => {};
        const events = { onProgress: nothing, onStored: nothing, onDate: nothing, mayGoOn: async () => true };
        const queue = new PairingQueue(/** @type {any} */ (outbox), /** @type {any} */ (pairing), events);
        void queue.run(stop.signal);
        const problem = () => queue.progress(/** @type {any} */ (envelopes[0])).problem;
        await until(() => problem() !== '');
        equal(problem(), { NotReadableError: 'damaged', AbortError: 'storage-trouble', '': 'unreachable' }[name]);
        if (name === '') {
          queue.tryNow();
        }
        await until(() => envelopes[1].state === 'relayed');
        equal(envelopes[0].state, 'sealed');
      } finally {
        stop.abort();
        [globalThis.fetch, globalThis.XMLHttpRequest] = [realFetch, realRequest];
      }
    }
  },

  tabWhoseTurnIsOverDoesNothing: async () => {
    const stop = new AbortController();
    let asked = 0;
    let looked = 0;
    const outbox = { envelopes: async () => looked++ && [] };
    const key = await derivable(new Uint8Array(32));
    const pairing = { id: crypto.randomUUID(), key, routes: [], relay: 'http://127.0.0.1:9' };
    const nothing = () => {};
    const mayGoOn = async () => asked++ > 9;
    const events = { onProgress: nothing, onStored: nothing, onDate: nothing, mayGoOn };
    const queue = new PairingQueue(/** @type {any} */ (outbox), /** @type {any} */ (pairing), events);
    void queue.run(stop.signal);
    await until(() => asked === 2); // to upload, and to ask for receipts
    stop.abort();
    equal(looked, 0);
  },

  pauseIsNoLongerIfTheClockIsSetBack: async () => {
    const pause = new Backoff();
    const real = Date.now;
    pause.failed(new Error('down'));
    try {
      Date.now = () => real() - 86_400_000;
      equal(pause.left > 0 && pause.left < 20_000, true);
    } finally {
      Date.now = real;
    }
  },
};

/** @param {() => Promise<Response>} answer of the relay that is left @param {string} wanted the problem */
async function photosLeave(answer, wanted) {
  const [real, realNow] = [globalThis.fetch, performance.now];
  const [gone, other] = ['http://127.0.0.1:9', 'http://127.0.0.1:10'];
  globalThis.fetch = async (url) => {
    if (String(url).startsWith(gone)) {
      return answer();
    }
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(SIZE) } });
  };
  const stop = new AbortController();
  try {
    const about = { pairing: 'a', size: SIZE, state: 'relayed', endedAt: 0, relay: gone };
    const pairing = crypto.randomUUID();
    const envelopes = ['1', '2', '3'].map((id) => ({ ...about, id, pairing }));
    const outbox = {
      envelopes: async () => envelopes,
      putRelay: async (/** @type {string} */ id, /** @type {string} */ relay) => {
        const envelope = envelopes.find((each) => each.id === id) ?? envelopes[0];
        Object.assign(envelope, { relay, state: relay === '' ? 'sealed' : 'relayed' });
      },
    };
    const key = await derivable(new Uint8Array(32));
    const routes = [gone, other].map((url) => ({ transport: 'relay', parameters: { url } }));
    const paired = { id: pairing, key, routes, relay: gone };
    const nothing = () => {};
    const events = { onProgress: nothing, onStored: nothing, onDate: nothing, mayGoOn: async () => true };
    const queue = new PairingQueue(/** @type {any} */ (outbox), /** @type {any} */ (paired), events);
    void queue.run(stop.signal);
    const problem = () => queue.progress(/** @type {any} */ (envelopes[0])).problem;
    await until(() => problem() === wanted);
    equal(envelopes.map(({ relay }) => relay), [gone, gone, gone]);
    performance.now = () => realNow.call(performance) + 601_000;
    queue.tryNow();
    await until(() => envelopes.every(({ relay }) => relay === other));
  } finally {
    stop.abort();
    globalThis.fetch = real;
    performance.now = realNow;
  }
}
