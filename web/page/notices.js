// What a person should know of this phone: no network, storage that may go, a wrong clock.

import { element, make } from './dom.js';
import { t } from './text.js';

const TOLERATED_MS = 5 * 60_000;
const HOUR = 3_600_000;
/** Where photos are shown that are not sent yet. */
const UNSENT = ['chosen', 'unsent'];

export class Notices {
  #kept = true;
  #update = false;
  #shown = '';

  /** @param {import('../medimage/sender.js').Sender} sender @param {() => void} onReload */
  constructor(sender, onReload) {
    this.sender = sender;
    this.onReload = onReload;
    addEventListener('online', () => this.render());
    addEventListener('offline', () => this.render());
    const observer = new MutationObserver(() => this.render());
    UNSENT.forEach((id) => observer.observe(element(id), { attributeFilter: ['hidden'] }));
  }

  /**
   * Asks the browser to keep what is stored. Some ask the person, so it is done when something was
   * just paired.
   * @param {{ ask: boolean }} options
   */
  async checkStorage({ ask }) {
    const storage = navigator.storage;
    const kept = (await storage?.persisted?.()) || (ask && (await storage?.persist?.()));
    this.#kept = Boolean(kept) || this.sender.pairings().length === 0;
    this.render();
  }

  updateIsReady() {
    this.#update = true;
    this.render();
  }

  render() {
    const notices = this.#texts();
    const now = notices.join('\n') + `${this.#update}`;
    if (now === this.#shown) {
      return;
    }
    this.#shown = now;
    const rows = notices.map((text) => make('p', { class: 'notice', text }));
    if (this.#update) {
      const press = make('button', { class: 'quiet', text: t('notice.reload') });
      press.onclick = this.onReload;
      rows.push(make('p', { class: 'notice', text: t('notice.update') + ' ' }, [press]));
    }
    element('notices').replaceChildren(...rows);
  }

  /** @returns {string[]} */
  #texts() {
    const texts = [];
    if (!navigator.onLine) {
      texts.push(t('notice.offline'));
    }
    const isHere = this.sender.deliveries().some(({ endedAt, isOpenable }) => endedAt === 0 || isOpenable);
    const waits = isHere || UNSENT.some((id) => !element(id).hidden);
    if (waits && !this.#kept && !matchMedia('(display-mode: standalone)').matches) {
      texts.push(t('notice.not-kept'));
    }
    const ahead = this.sender.clockAhead;
    if (Math.abs(ahead) > TOLERATED_MS) {
      texts.push(t(ahead > 0 ? 'notice.clock-behind' : 'notice.clock-ahead', { about: about(ahead) }));
    }
    return texts;
  }
}

/** @param {number} difference in milliseconds */
function about(difference) {
  const hours = Math.round(Math.abs(difference) / HOUR);
  if (hours >= 48) {
    return t('time.days', { count: Math.round(hours / 24) });
  }
  return hours >= 2
    ? t('time.hours', { count: hours })
    : t('time.minutes', { count: Math.round(Math.abs(difference) / 60_000) });
}
