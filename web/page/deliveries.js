// The list of sent photos: where each is, in a sentence.

import { announce, ask, button, element, make, setText } from './dom.js';
import { hasText, t, tProblem, tagText, timeText } from './text.js';

/** @typedef {import('../medimage/sender.js').Sender} Sender */
/** @typedef {import('../medimage/sender.js').Delivery} Delivery */

/** @type {Record<Delivery['state'], string>} */
const MARKS = {
  sealed: '•',
  sending: '↑',
  waiting: '•',
  unpaired: '!',
  damaged: '!',
  'at-relay': '↑',
  delivered: '✓',
  held: '✓',
  rejected: '✕',
};
/** What a relay has had for so long may never be collected. */
const DELETABLE_MS = 24 * 3_600_000;
const HERE = ['sealed', 'sending', 'waiting'];

export class DeliveryList {
  /** @type {Map<string, { item: HTMLLIElement, state: string }>} */
  #rows = new Map();

  /** @param {Sender} sender */
  constructor(sender) {
    this.sender = sender;
    button('try-now').onclick = () => sender.tryNow();
  }

  render() {
    const deliveries = this.sender.deliveries().reverse();
    element('sent').hidden = deliveries.length === 0;
    const ids = new Set(deliveries.map(({ id }) => id));
    for (const [id, { item }] of this.#rows) {
      if (!ids.has(id)) {
        item.remove();
        this.#rows.delete(id);
      }
    }
    deliveries.forEach((delivery, at) => this.#place(delivery, at));
    const here = deliveries.some(({ state }) => HERE.includes(state));
    const away = deliveries.some(({ state }) => state === 'at-relay');
    setText(element('sent-advice'), here ? t('list.keep-open') : away ? t('list.may-close') : '');
    this.#renderNextTry(deliveries.filter(({ state }) => state === 'waiting'));
  }

  /** @param {Delivery[]} waiting */
  #renderNextTry(waiting) {
    const next = Math.min(...waiting.map(({ nextTry }) => nextTry));
    const isLater = next > Date.now() && next < Infinity;
    element('sent-waits').hidden = waiting.length === 0 || !navigator.onLine;
    setText(element('sent-next'), isLater ? t('list.next-try', { time: timeText(next) }) : '');
  }

  /** @param {Delivery} delivery @param {number} at */
  #place(delivery, at) {
    const list = element('deliveries');
    const row = this.#rows.get(delivery.id) ?? { item: this.#make(delivery), state: '' };
    this.#rows.set(delivery.id, row);
    if (list.children[at] !== row.item) {
      list.insertBefore(row.item, list.children[at] ?? null);
    }
    this.#update(row.item, delivery);
    if (row.state !== '' && row.state !== delivery.state && delivery.state !== 'sending') {
      announce(`${who(delivery)}: ${sentence(delivery)}`);
    }
    row.state = delivery.state;
  }

  /** @param {Delivery} delivery */
  #make(delivery) {
    const mark = make('span', { class: 'mark' });
    mark.setAttribute('aria-hidden', 'true');
    const bar = make('progress', { class: 'bar' });
    bar.max = 100;
    bar.setAttribute('aria-label', who(delivery));
    const item = make('li', { class: 'delivery' }, [
      mark,
      make('div', { class: 'about' }, [
        make('p', { class: 'who', text: who(delivery) }),
        make('p', { class: 'sentence' }),
        bar,
        make('p', { class: 'small', text: delivery.fileName }),
        make('p', { class: 'error' }),
        make('div', { class: 'actions' }),
      ]),
    ]);
    item.dataset.id = delivery.id;
    return item;
  }

  /** @param {HTMLLIElement} item @param {Delivery} delivery */
  #update(item, delivery) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (item.querySelector(name));
    setText(part('.mark'), MARKS[delivery.state]);
    setText(part('.sentence'), sentence(delivery));
    const bar = /** @type {HTMLProgressElement} */ (part('.bar'));
    bar.hidden = delivery.state !== 'sending';
    bar.value = percent(delivery);
    item.dataset.state = delivery.state;
    const ways = waysOf(delivery);
    if (item.dataset.ways !== ways.join()) {
      item.dataset.ways = ways.join();
      setText(part('.error'), '');
      part('.actions').replaceChildren(...ways.map((key) => this.#way(key, delivery, part('.error'))));
    }
  }

  /** @param {string} key @param {Delivery} delivery @param {HTMLElement} error */
  #way(key, delivery, error) {
    const made = make('button', { class: 'plain', text: t(key) });
    made.setAttribute('aria-label', `${t(key)}: ${who(delivery)}`);
    made.onclick = () => {
      if (key === 'list.save') {
        void import('./save.js').then(({ save }) => save(this.sender, delivery.id, error));
      } else if (key === 'list.discard') {
        void this.#discard(delivery);
      } else {
        void this.sender.discard(delivery.id);
      }
    };
    return made;
  }

  /** @param {Delivery} delivery */
  async #discard({ id }) {
    const question = t('list.discard-sure');
    if (await ask({ question, more: '', yes: t('list.discard') })) {
      await this.sender.discard(id);
    }
  }
}

/** @param {Delivery} delivery */
function who({ tag, sealedAt }) {
  return `${tagText(tag)} · ${timeText(sealedAt)}`;
}

/** What a person can do about it, as keys of texts. @param {Delivery} delivery @returns {string[]} */
function waysOf({ state, problem, sealedAt, isOpenable }) {
  const save = isOpenable ? ['list.save'] : [];
  switch (state) {
    case 'waiting':
      return problem === 'envelope-too-large' ? [...save, 'list.discard'] : ['list.discard'];
    case 'unpaired':
    case 'damaged':
      return ['list.discard'];
    case 'at-relay':
      return Date.now() - sealedAt > DELETABLE_MS ? ['list.discard'] : [];
    case 'rejected':
      return isOpenable ? [...save, 'list.discard'] : ['list.ok'];
    default:
      return state === 'held' ? ['list.ok'] : [];
  }
}

/** @param {Delivery} delivery */
function percent({ sent, size }) {
  return Math.floor((100 * sent) / size);
}

/** @param {Delivery} delivery @returns {string} */
export function sentence(delivery) {
  const { state, problem, isOpenable } = delivery;
  const isTooLarge = state === 'rejected' || (state === 'waiting' && problem === 'envelope-too-large');
  return where(delivery) + (isTooLarge && isOpenable ? ' ' + t('list.still-here') : '');
}

/** @param {Delivery} delivery @returns {string} */
function where(delivery) {
  const { state, to, problem, echo } = delivery;
  const why = problem === '' ? '' : tProblem(problem, { to });
  const time = timeText(delivery.endedAt);
  switch (state) {
    case 'sealed':
      return t(navigator.onLine ? 'state.sealed' : 'state.sealed-offline');
    case 'waiting':
      return navigator.onLine ? t('state.waiting', { why }) : t('state.sealed-offline');
    case 'sending':
      return t('state.sending', { percent: percent(delivery) });
    case 'at-relay':
      return t(problem === '' ? 'state.at-relay' : 'state.at-relay-problem', { to, why });
    case 'delivered':
      return t(echo === '' ? 'state.delivered' : 'state.delivered-echo', { to, time, echo });
    case 'held':
    case 'rejected':
      return t('state.' + state, { to, why: reason(delivery) });
    default:
      return t('state.' + state, { why });
  }
}

/** The receiver's own sentence where this page has none. @param {Delivery} delivery */
function reason({ state, reason, message }) {
  const key = `${state}.${reason}`;
  const fallback = t(state === 'held' ? 'held.OTHER' : 'rejected.REFUSED');
  return hasText(key) && reason !== 'OTHER' && reason !== 'REFUSED' ? t(key) : message || fallback;
}
