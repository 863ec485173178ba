// The PCs that this phone sends to.

import { ask, button, element, make, setText } from './dom.js';
import { t, tCount } from './text.js';

/** @typedef {import('../medimage/sender.js').Sender} Sender */

export class PlacesScreen {
  /** @param {Sender} sender @param {() => void} onAdd */
  constructor(sender, onAdd) {
    this.sender = sender;
    button('place-add').onclick = onAdd;
  }

  render() {
    const rows = this.sender.pairings().map((pairing) => this.#row(pairing));
    const none = make('li', { text: t('places.none') });
    element('place-list').replaceChildren(...(rows.length === 0 ? [none] : rows));
    void navigator.storage?.persisted?.().then((kept) => {
      setText(element('place-storage'), t(kept ? 'places.storage-kept' : 'places.storage-not-kept'));
    });
  }

  /** @param {{ id: string, name: string, pairedAt: number }} pairing */
  #row({ id, name, pairedAt }) {
    const date = new Date(pairedAt).toLocaleDateString();
    const forget = make('button', { class: 'quiet', text: t('places.forget') });
    forget.setAttribute('aria-label', `${t('places.forget')}: ${name}`);
    forget.onclick = () => void this.#forget(id, name);
    const about = make('div', { class: 'about' }, [
      make('p', { class: 'who', text: name }),
      make('p', { class: 'small', text: t('places.paired', { date }) }),
    ]);
    return make('li', { class: 'place' }, [about, forget]);
  }

  /** @param {string} id @param {string} name */
  async #forget(id, name) {
    const waiting = this.sender.waiting(id);
    const question =
      waiting === 0
        ? t('places.forget-sure', { name })
        : tCount('places.forget-waiting', waiting, { name });
    const more = t('places.forget-practice');
    if (await ask({ question, more, yes: t('places.yes') })) {
      await this.sender.forget(id);
      element('places').querySelector('h1')?.focus();
    }
  }
}
