// Choosing photos and handing them to the sender.

import { MedImageError, keyOf } from '../medimage/errors.js';
import { announce, ask, button, byId, element, input, make, setText } from './dom.js';
import { TAB } from './tab.js';
import { t, tCount, tProblem } from './text.js';

/** @typedef {import('../medimage/sender.js').Sender} Sender */

const WRONG_CLOCK_MS = 24 * 3_600_000;

export class PhotoStep {
  /** @type {{ file: File, url: string }[]} */
  #chosen = [];

  #sealing = false;

  /** @type {Promise<void>} */
  #keeping = Promise.resolve();

  /**
   * @param {Sender} sender
   * @param {import('./patient.js').PatientStep} patient
   */
  constructor(sender, patient) {
    this.sender = sender;
    this.patient = patient;
    for (const source of [input('camera'), input('library')]) {
      source.onchange = () => {
        this.#add([...(source.files ?? [])]);
        source.value = '';
      };
    }
    button('send').onclick = () => void this.#send();
    button('clear').onclick = () => void this.#drop(this.#chosen);
    button('other-patient').onclick = () => void patient.change(this.#chosen.length);
    byId('to', HTMLSelectElement).onchange = () => {
      this.sender.outbox.putSetting('to', { id: this.#to()?.id }).catch(() => {});
      this.render();
    };
    addEventListener('beforeunload', (event) => {
      if (this.#chosen.length > 0) {
        event.preventDefault();
      }
    });
  }

  /** Fills the choice of PCs; the last one used is chosen. */
  async renderReceivers() {
    const select = byId('to', HTMLSelectElement);
    const pairings = this.sender.pairings();
    const last = select.value || (await this.sender.outbox.setting('to').catch(() => null))?.id;
    select.replaceChildren(
      ...pairings.map(({ id, name }) => {
        const option = make('option', { text: name });
        option.value = id;
        return option;
      }),
    );
    const known = pairings.some(({ id }) => id === last);
    select.value = known ? last : (pairings[pairings.length - 1]?.id ?? '');
    element('to-row').hidden = pairings.length < 2;
    this.render();
  }

  render() {
    const count = this.#chosen.length;
    const patient = this.patient.tag?.folders.join(' / ') ?? '';
    element('chosen').hidden = count === 0;
    element('sources').hidden = this.#sealing;
    button('other-patient').disabled = this.#sealing;
    button('clear').disabled = this.#sealing;
    button('send').disabled = this.#sealing;
    byId('to', HTMLSelectElement).disabled = this.#sealing;
    setText(element('chosen-title'), tCount('photo.chosen', count, { patient }));
    if (!this.#sealing) {
      setText(button('send'), tCount('photo.send', count, { to: this.#to()?.name ?? '' }));
    }
    element('thumbnails').replaceChildren(...this.#chosen.map((each, at) => this.#thumbnail(each, at)));
  }

  #to() {
    const { value } = byId('to', HTMLSelectElement);
    return this.sender.pairings().find(({ id }) => id === value);
  }

  /** @param {{ file: File, url: string }} chosen @param {number} at */
  #thumbnail(chosen, at) {
    const image = make('img');
    image.src = chosen.url;
    image.alt = t('photo.alt', { number: at + 1 });
    // A browser that cannot show a HEIC can send it all the same.
    image.onerror = () => image.replaceWith(make('span', { class: 'no-picture', text: chosen.file.name }));
    const remove = make('button', { class: 'remove', text: '×' });
    remove.setAttribute('aria-label', t('photo.remove', { name: t('photo.alt', { number: at + 1 }) }));
    remove.disabled = this.#sealing;
    remove.onclick = () => void this.#drop([chosen]);
    return make('li', {}, [image, remove]);
  }

  /** Only how many there are, so that a later page can say that they were not sent. */
  #keepCount() {
    const count = this.#chosen.length;
    const kept = count === 0 ? null : { tab: TAB, count };
    this.#keeping = this.#keeping
      .then(() => this.sender.outbox.putSetting('chosen', kept))
      .catch(() => {});
  }

  /** @param {File[]} files */
  #add(files) {
    this.patient.touch();
    this.#chosen.push(...files.map((file) => ({ file, url: URL.createObjectURL(file) })));
    this.#keepCount();
    setText(element('send-error'), '');
    this.render();
    if (files.length > 0) {
      element('chosen-title').focus();
    }
  }

  /** A photo of the camera may be nowhere else. @param {{ file: File, url: string }[]} gone */
  async #drop(gone) {
    const question = tCount('photo.remove-sure', gone.length);
    const more = t('photo.remove-more');
    if (await ask({ question, more, yes: t('photo.remove-yes'), no: t('places.no') })) {
      this.#remove(gone);
    }
    element(this.#chosen.length > 0 ? 'chosen-title' : 'camera').focus();
  }

  /** @param {{ file: File, url: string }[]} gone */
  #remove(gone) {
    gone.forEach(({ url }) => URL.revokeObjectURL(url));
    this.#chosen = this.#chosen.filter((each) => !gone.includes(each));
    this.#keepCount();
    setText(element('send-error'), '');
    this.render();
  }

  /** A practice may reject what was sealed days ago by its clock; the copy here would then be gone. */
  async #isClockRight() {
    if (Math.abs(this.sender.clockAhead) < WRONG_CLOCK_MS) {
      return true;
    }
    const texts = { question: t('photo.clock-sure'), more: t('photo.clock-more') };
    return ask({ ...texts, yes: t('photo.clock-yes'), no: t('places.no') });
  }

  /** Hands over one after the other: a photo is chosen until it is safe. */
  async #send() {
    const to = this.#to();
    const { tag } = this.patient;
    if (to === undefined || tag === null || this.#sealing) {
      return;
    }
    if (!(await this.#isClockRight())) {
      return;
    }
    this.#sealing = true;
    this.patient.trust();
    const chosen = [...this.#chosen];
    let done = 0;
    let problem = '';
    const deviceName = (await this.sender.outbox.setting('deviceName').catch(() => '')) ?? '';
    for (const each of chosen) {
      setText(button('send'), t('photo.sealing', { done: done + 1, count: chosen.length }));
      this.render();
      try {
        await this.sender.send(each.file, tag, { pairing: to.id, deviceName });
        this.#remove([each]);
        done++;
      } catch (e) {
        problem = sentence(each.file.name, e);
        break;
      }
    }
    this.#sealing = false;
    this.render();
    setText(element('send-error'), problem);
    if (done > 0) {
      announce(tCount('photo.taken', done));
    }
    input('camera').focus();
  }
}

/** @param {string} name @param {unknown} failure */
function sentence(name, failure) {
  const args = failure instanceof MedImageError ? failure.args : {};
  return t('photo.not-taken', { name, why: tProblem(keyOf(failure), args) });
}
