// Choosing photos and handing them to the sender.

import { MedImageError, argsOf, keyOf } from '../medimage/errors.js';
import { announce, ask, button, byId, element, input, make, setText, thumbnail } from './dom.js';
import { TAB } from './tab.js';
import { t, tCount, tProblem, tagText } from './text.js';

/** @typedef {import('../medimage/sender.js').Sender} Sender */

/**
 * @typedef {object} Chosen
 * @property {string} id of its draft
 * @property {File} file
 * @property {string} url
 * @property {boolean} isKept whether its draft is stored
 * @property {boolean} isNoted whether at least a note of it is, unless another tab has sent or removed it
 * @property {Attempt} [attempt] of which nobody knows whether it was accepted
 * @property {boolean} [isSent] whether it was sent, as another patient's or to another PC
 */

/**
 * @typedef {object} Attempt
 * @property {string} id of the envelope
 * @property {string} whose
 * @property {string} receiver
 * @property {string} to the receiver's name
 */

const WRONG_CLOCK_MS = 24 * 3_600_000;
/** @type {Record<string, string>} */
const SENTENCES = { 'draft-gone': 'photo.gone', 'sent-before': 'photo.sent-before' };

export class PhotoStep {
  /** @type {Chosen[]} */
  #chosen = [];

  #sealing = false;

  /** Those that are sealed now, or wait for it. @type {Chosen[]} */
  #sending = [];

  /** The key of why a photo is not kept; empty if all are. */
  #unkept = '';

  /** One after the other, and never rejected. @type {Promise<void>} */
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
    button('other-patient').onclick = () => void patient.change();
    byId('to', HTMLSelectElement).onchange = () => {
      this.#keepTo(this.#to()?.receiver);
      this.render();
    };
    addEventListener('beforeunload', (event) => {
      if (this.#chosen.length > 0) {
        event.preventDefault();
      }
    });
  }

  get count() {
    return this.#chosen.length;
  }

  /** Fills the choice of PCs. The one once chosen stays so; if it is gone, none is until a person says. */
  async renderReceivers() {
    const select = byId('to', HTMLSelectElement);
    const kept = await this.sender.outbox.setting('to').catch(() => ({ receiver: '' }));
    const pairings = this.sender.pairings();
    const chosen = select.value || (kept?.receiver ?? '');
    select.replaceChildren(
      ...pairings.map(({ receiver, name }) => {
        const option = make('option', { text: name });
        option.value = receiver;
        return option;
      }),
    );
    if (pairings.length === 0) {
      this.#keepTo(undefined);
    } else if (pairings.length === 1 && kept?.receiver === undefined) {
      this.#keepTo(pairings[0].receiver);
    } else {
      select.value = chosen;
    }
    element('to-row').hidden = pairings.length < 2 && this.#to() !== undefined;
    this.render();
  }

  /** @param {string | undefined} receiver */
  #keepTo(receiver) {
    const kept = receiver === undefined ? null : { receiver };
    this.sender.outbox.putSetting('to', kept).catch(() => {});
  }

  render() {
    const count = this.#chosen.length;
    const patient = this.patient.tag?.folders.join(' / ') ?? '';
    element('chosen').hidden = count === 0;
    element('sources').hidden = this.#sealing;
    element('unsent').inert = this.#sealing;
    button('other-patient').disabled = this.#sealing;
    button('clear').disabled = this.#sealing;
    button('send').disabled = this.#sealing || this.#to() === undefined;
    element('to-none').hidden = this.#to() !== undefined;
    byId('to', HTMLSelectElement).disabled = this.#sealing;
    setText(element('chosen-title'), tCount('photo.chosen', count, { patient }));
    if (!this.#sealing) {
      setText(button('send'), tCount('photo.send', count, { to: this.#to()?.name ?? '…' }));
    }
    element('thumbnails').replaceChildren(...this.#chosen.map((each, at) => this.#thumbnail(each, at)));
    const unkept = this.#sealing || this.#unkept === '' ? 0 : this.#chosen.filter(isUnkept).length;
    const why = tProblem(this.#unkept);
    setText(element('chosen-unkept'), unkept === 0 ? '' : tCount('photo.unkept', unkept, { why }));
  }

  #to() {
    const { value } = byId('to', HTMLSelectElement);
    return this.sender.pairings().find(({ receiver }) => receiver === value);
  }

  /** @param {Chosen} chosen @param {number} at */
  #thumbnail(chosen, at) {
    const alt = t('photo.alt', { number: at + 1 });
    const image = thumbnail(chosen.url, chosen.file.name, alt);
    const remove = make('button', { class: 'remove', text: '×' });
    remove.setAttribute('aria-label', t('photo.remove', { name: alt }));
    remove.disabled = this.#sealing;
    remove.onclick = () => void this.#drop([chosen]);
    return make('li', {}, [image, remove]);
  }

  /** @param {File[]} files */
  #add(files) {
    const { drafts } = this.sender;
    this.#show(files.map((file) => ({ id: drafts.newId(), file, isKept: false, isNoted: false })));
  }

  /** Takes photos that an earlier page had kept. @param {{ id: string, file: File }[]} photos */
  choose(photos) {
    this.#show(photos.map((each) => ({ ...each, isKept: true, isNoted: true })));
  }

  /** @param {Omit<Chosen, 'url'>[]} photos */
  #show(photos) {
    this.patient.touch();
    const added = photos.map((each) => ({ ...each, url: URL.createObjectURL(each.file) }));
    this.#chosen.push(...added);
    this.#keep();
    setText(element('send-error'), '');
    this.render();
    if (added.length > 0) {
      element('chosen-title').focus();
    }
  }

  /** Keeps photos from the moment on in which they are chosen. */
  #keep() {
    this.#keeping = this.#keeping.then(async () => {
      const unkept = await this.#keepable();
      const about = { tab: TAB, whose: this.patient.tag?.text ?? '' };
      this.#unkept = '';
      await this.#note(unkept.filter(({ isNoted }) => !isNoted), about);
      for (const each of unkept) {
        if (!this.#chosen.includes(each)) {
          continue;
        }
        try {
          await this.sender.drafts.put(each.id, each.file, about, each);
          each.isKept = each.isNoted = true;
        } catch (e) {
          if (keyOf(e) === 'draft-gone') {
            this.#remove([each]);
            setText(element('send-error'), sentence(each.file.name, e));
            continue;
          }
          this.#unkept = keyOf(e);
          if (this.#unkept === 'storage-silent') {
            break;
          }
        }
      }
      this.render();
    });
  }

  /** A draft of what is sent, or is just being sent, would be sent once more by a later page. */
  async #keepable() {
    const keepable = [];
    for (const each of this.#chosen.filter((one) => isUnkept(one) && !this.#sending.includes(one))) {
      const { attempt } = each;
      const perhaps = async (/** @type {Attempt} */ { id }) =>
        this.sender.outbox.isAccepted(id).catch(() => true);
      if (attempt === undefined || !(await perhaps(attempt))) {
        keepable.push(each);
      }
    }
    return keepable;
  }

  /** Why it fails the next one says. @param {Chosen[]} added @param {{ tab: string, whose: string }} about */
  async #note(added, about) {
    try {
      await this.sender.drafts.note(added, about);
      added.forEach((each) => (each.isNoted = true));
    } catch {
      // They may be noted all the same.
    }
  }

  /** Says anew whose the chosen photos are. It fails if that is not stored. @param {string} whose */
  async relabel(whose) {
    await this.#keeping;
    if (this.#chosen.length > 0) {
      await this.sender.drafts.relabel(this.#chosen.map(({ id }) => id), whose);
    }
  }

  /** @param {Chosen[]} gone whose drafts nobody needs any more */
  async #forget(gone) {
    if (gone.length > 0) {
      await this.sender.drafts.remove(gone.map(({ id }) => id)).catch(() => {});
    }
  }

  /** A photo of the camera may be nowhere else. @param {Chosen[]} gone */
  async #drop(gone) {
    if (await askToRemove(gone.length)) {
      this.#remove(gone);
      this.#keeping = this.#keeping.then(() => this.#forget(gone));
      this.#keep();
    }
    element(this.#chosen.length > 0 ? 'chosen-title' : 'camera').focus();
  }

  /** @param {Chosen[]} gone */
  #remove(gone) {
    gone.forEach(({ url }) => URL.revokeObjectURL(url));
    this.#chosen = this.#chosen.filter((each) => !gone.includes(each));
    setText(element('send-error'), '');
    this.render();
  }

  /** A practice may reject what was sealed days ago by its clock; the copy here would then be gone. */
  async #isClockRight() {
    if (Math.abs(this.sender.clockAhead) < WRONG_CLOCK_MS) {
      return true;
    }
    const texts = { question: t('photo.clock-sure'), more: t('photo.clock-more') };
    return ask({ ...texts, yes: t('photo.clock-yes') });
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
    this.#sending = [...this.#chosen];
    this.patient.trust();
    this.render();
    await this.#keeping;
    const chosen = this.#sending.filter((each) => this.#chosen.includes(each));
    let done = 0;
    let problem = '';
    const deviceName = (await this.sender.outbox.setting('deviceName').catch(() => '')) ?? '';
    for (const each of chosen) {
      setText(button('send'), t('photo.sealing', { done: done + 1, count: chosen.length }));
      this.render();
      try {
        await this.#sendOne(each, tag, { to, deviceName });
        this.#remove([each]);
        done++;
      } catch (e) {
        problem = sentence(each.file.name, e);
        if (keyOf(e) !== 'draft-gone') {
          break;
        }
        this.#remove([each]);
      }
    }
    this.#sealing = false;
    this.#sending = [];
    this.#keep();
    this.render();
    setText(element('send-error'), problem);
    if (done > 0) {
      announce(tCount('photo.taken', done));
    }
    input('camera').focus();
  }

  /**
   * A draft that perhaps is stored though nobody knows would be sent once more by a later page.
   * On a full disk a draft makes room for its envelope: its photo is still here, and a note of it
   * stays, so that another tab that has the draft does not send it too. Some phones take the file
   * back that was chosen; then its draft is still here.
   * @param {Chosen} each
   * @param {import('../medimage/tag.js').Tag} tag
   * @param {{ to: { id: string, name: string, receiver: string }, deviceName: string }} options
   */
  async #sendOne(each, tag, { to, deviceName }, isLast = false) {
    if (await this.#wasSent(each, tag.text, to.receiver)) {
      return;
    }
    const { id, file, isKept } = each;
    const isStored = isKept || (await this.sender.drafts.empty(id));
    if (each.isNoted && !isStored) {
      throw new MedImageError('draft-gone');
    }
    try {
      await this.sender.send(file, tag, { pairing: to.id, deviceName, draft: isStored ? id : '' });
    } catch (e) {
      const { attempt } = argsOf(e);
      if (typeof attempt === 'string') {
        each.attempt = { id: attempt, whose: tag.text, receiver: to.receiver, to: to.name };
      }
      if (!isKept || isLast) {
        throw e;
      } else if (keyOf(e) === 'unreadable-photo') {
        each.file = await this.sender.drafts.file(id);
      } else if (keyOf(e) === 'storage-full') {
        each.file = await this.sender.drafts.file(id).catch(() => file);
        each.isKept = false;
      } else {
        throw e;
      }
      await this.#sendOne(each, tag, { to, deviceName }, true);
    }
  }

  /**
   * @param {Chosen} each @param {string} whose @param {string} receiver
   * @returns {Promise<boolean>} whether the last attempt has sent it just so
   * @throws {MedImageError} `sent-before`, once, if it was sent as another patient's or to another PC
   */
  async #wasSent(each, whose, receiver) {
    const { attempt } = each;
    if (attempt === undefined || !(await this.sender.outbox.isAccepted(attempt.id))) {
      return false;
    }
    if (attempt.whose === whose && attempt.receiver === receiver) {
      return true;
    }
    Object.assign(each, { attempt: undefined, isKept: false, isNoted: false, isSent: true });
    throw new MedImageError('sent-before', { to: attempt.to, patient: tagText(attempt.whose) });
  }
}

/** @param {number} count of photos that are not sent */
export function askToRemove(count) {
  const question = tCount('photo.remove-sure', count);
  return ask({ question, more: t('photo.remove-more'), yes: t('photo.remove-yes') });
}

/** @param {Chosen} chosen */
function isUnkept({ isKept, isSent }) {
  return !isKept && !isSent;
}

/** @param {string} name @param {unknown} failure */
function sentence(name, failure) {
  const [key, args] = [keyOf(failure), argsOf(failure)];
  return t(SENTENCES[key] ?? 'photo.not-taken', { ...args, name, why: tProblem(key, args) });
}
