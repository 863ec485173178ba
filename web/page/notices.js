// What a person should know of this phone: no network, storage that may go, a wrong clock.

import { element, make } from './dom.js';
import { isOpenElsewhere } from './tab.js';
import { t, tCount } from './text.js';

const TOLERATED_MS = 5 * 60_000;
const HOUR = 3_600_000;

export class Notices {
  #kept = true;
  #update = false;
  #lost = 0;
  #shown = '';

  /** @param {import('../medimage/sender.js').Sender} sender @param {() => void} onReload */
  constructor(sender, onReload) {
    this.sender = sender;
    this.onReload = onReload;
    addEventListener('online', () => this.render());
    addEventListener('offline', () => this.render());
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

  /** Says how many photos were chosen and could not be kept before a page was closed or killed. */
  async checkLost() {
    const kept = await this.sender.outbox.setting('chosen').catch(() => undefined);
    if (kept !== undefined && !(await isOpenElsewhere(kept.tab))) {
      const drafts = await this.sender.drafts.all().catch(() => []);
      const there = drafts.map(({ id }) => id);
      this.#lost = kept.ids.filter((/** @type {string} */ id) => !there.includes(id)).length;
      this.render();
    }
  }

  #forgetLost() {
    this.#lost = 0;
    this.sender.outbox.putSetting('chosen', null).catch(() => {});
    this.render();
  }

  updateIsReady() {
    this.#update = true;
    this.render();
  }

  render() {
    const notices = this.#texts();
    const now = notices.join('\n') + `${this.#update} ${this.#lost}`;
    if (now === this.#shown) {
      return;
    }
    this.#shown = now;
    const rows = notices.map((text) => make('p', { class: 'notice', text }));
    /** @param {string} text @param {string} key @param {() => void} action */
    const row = (text, key, action) => {
      const press = make('button', { class: 'quiet', text: t(key) });
      press.onclick = action;
      rows.push(make('p', { class: 'notice', text: text + ' ' }, [press]));
    };
    if (this.#lost > 0) {
      row(tCount('notice.lost', this.#lost), 'list.ok', () => this.#forgetLost());
    }
    if (this.#update) {
      row(t('notice.update'), 'notice.reload', this.onReload);
    }
    element('notices').replaceChildren(...rows);
  }

  /** @returns {string[]} */
  #texts() {
    const texts = [];
    if (!navigator.onLine) {
      texts.push(t('notice.offline'));
    }
    const waits = this.sender.deliveries().some(({ endedAt }) => endedAt === 0);
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
