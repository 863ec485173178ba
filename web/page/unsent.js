// Photos that were chosen and not sent before their page was closed or killed. They are sent only
// when a person has said anew whose they are.

import { keyOf } from '../medimage/errors.js';
import { element, make, setText, thumbnail } from './dom.js';
import { askToMove } from './patient.js';
import { askToRemove } from './photos.js';
import { TAB, isOpenElsewhere } from './tab.js';
import { t, tCount, tProblem, tagText, timeText } from './text.js';

/** @typedef {import('../medimage/drafts.js').Draft} Draft */

/**
 * @typedef {object} Unsent
 * @property {Draft} draft of another tab as long as it could not be taken over
 * @property {File | null} [file] null if it is not whole; missing until it is read
 * @property {string} url
 * @property {boolean} [isUnread] whether the storage did not give it
 * @property {boolean} [isSure] whether a person has said anew whose it is; false if that could not be stored
 */

export class UnsentPhotos {
  /** @type {Unsent[]} */
  #all = [];

  /** Why what a person did could not be stored. */
  #problem = '';

  /** @type {Promise<void>} */
  #looking = Promise.resolve();

  /**
   * @param {import('../medimage/sender.js').Sender} sender
   * @param {import('./patient.js').PatientStep} patient
   * @param {(photos: { id: string, file: File }[]) => void} onChosen called when some are chosen again
   */
  constructor(sender, patient, onChosen) {
    this.drafts = sender.drafts;
    this.patient = patient;
    this.onChosen = onChosen;
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') {
        void this.look();
      }
    });
  }

  /** How many can be sent. */
  get count() {
    return this.#all.filter(({ draft }) => draft.isKept).length;
  }

  /** Takes over what tabs have left that are closed, and lists it; the photos themselves are read later. */
  look() {
    const listed = this.#looking.then(() => this.#takeOver()).catch(() => {});
    this.#looking = listed.then(() => this.#readFiles());
    return listed;
  }

  async #takeOver() {
    const all = await this.drafts.all();
    const missed = this.#all.filter(({ draft }) => draft.tab !== TAB);
    this.#leave(missed);
    const left = [];
    for (const draft of all) {
      // Of what was missed nobody knows whether it was taken over.
      const isOwn = draft.tab === TAB && !missed.some((each) => each.draft.id === draft.id);
      if (!isOwn && !(await isOpenElsewhere(draft.tab))) {
        left.push(draft);
      }
    }
    const got = await this.drafts.claim(left, TAB).catch(() => left);
    this.#all.push(...got.map((draft) => ({ draft, url: '' })));
    this.render();
  }

  /** What the storage does not give now is read again at the next look. */
  async #readFiles() {
    const isToRead = (/** @type {Unsent} */ { draft, file }) =>
      draft.isKept && draft.tab === TAB && file === undefined;
    for (const each of this.#all.filter(isToRead)) {
      each.isUnread = false;
      const file = await this.drafts.file(each.draft.id).catch((e) => {
        each.isUnread = keyOf(e) !== 'damaged';
        return null;
      });
      if (!each.isUnread && this.#all.includes(each)) {
        each.file = file;
        each.url = file === null ? '' : URL.createObjectURL(file);
      }
      this.render();
    }
    // An open question is about those that are chosen by now.
    if (document.querySelector('dialog[open]') === null) {
      this.#choose();
    }
  }

  /** Those of the patient that was typed just now are chosen again. */
  patientTyped() {
    const { tag } = this.patient;
    for (const each of this.#all) {
      each.isSure ??= each.draft.whose === tag?.text ? true : undefined;
    }
    this.#choose();
  }

  render() {
    element('unsent').hidden = this.#all.length === 0;
    const hint = this.patient.tag === null && this.count > 0 ? t('unsent.hint') : '';
    setText(element('unsent-hint'), this.#problem || hint);
    const groups = new Map();
    for (const each of this.#all) {
      const key = JSON.stringify([each.draft.whose, stateOf(each)]);
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    element('unsent-list').replaceChildren(...[...groups.values()].map((group) => this.#row(group)));
  }

  /** @param {Unsent[]} group of one patient */
  #row(group) {
    const [{ draft }] = group;
    const state = stateOf(group[0]);
    const whose = tagText(draft.whose);
    const { tag } = this.patient;
    const pictures = group.flatMap(({ file, url }, at) =>
      file ? [make('li', {}, [thumbnail(url, file.name, t('photo.alt', { number: at + 1 }))])] : [],
    );
    const text = t(state === 'lost' ? 'list.ok' : 'unsent.remove');
    const remove = make('button', { class: 'plain', text });
    remove.setAttribute('aria-label', `${text}: ${whose}`);
    remove.onclick = () => void this.#drop(group);
    const use = make('button', { class: 'quiet' });
    use.hidden = tag === null || state !== 'chosen';
    use.onclick = () => void this.#move(group);
    setText(use, tCount('unsent.use', group.length, { patient: this.patient.name }));
    const sentence = t('unsent.' + state, { time: timeText(draft.at) });
    return make('li', {}, [
      make('p', { class: 'who', text: tCount('photo.chosen', group.length, { patient: whose }) }),
      make('p', { class: 'sentence', text: sentence }),
      make('ul', { class: 'thumbnails' }, pictures),
      use,
      remove,
    ]);
  }

  /** Those of another patient become those of this one by a person's word alone. @param {Unsent[]} group */
  async #move(group) {
    const { name, tag } = this.patient;
    const names = { patient: name, before: tagText(group[0].draft.whose) };
    const isSame = tag?.text === group[0].draft.whose && group[0].isSure !== false;
    if (tag === null || !(isSame || (await askToMove(group.length, names)))) {
      return;
    }
    this.#problem = '';
    try {
      await this.drafts.relabel(group.map(({ draft }) => draft.id), tag.text);
      group.forEach((each) => {
        each.draft.whose = tag.text;
        each.isSure = true;
      });
      this.#choose();
    } catch (e) {
      group.forEach((each) => (each.isSure = false));
      this.#fail(e);
    }
  }

  /** @param {unknown} failure */
  #fail(failure) {
    this.#problem = tProblem(keyOf(failure));
    this.render();
  }

  /** Chooses again what is sure to be of this patient, as far as it is read. */
  #choose() {
    const { tag } = this.patient;
    const isChosen = (/** @type {Unsent} */ { draft, file, isSure }) => isSure && file && draft.whose === tag?.text;
    const chosen = this.#all.filter(isChosen);
    if (chosen.length > 0) {
      this.#leave(chosen);
      this.onChosen(chosen.map(({ draft, file }) => ({ id: draft.id, file: /** @type {File} */ (file) })));
    }
  }

  /** @param {Unsent[]} gone */
  #leave(gone) {
    gone.forEach(({ url }) => URL.revokeObjectURL(url));
    this.#all = this.#all.filter((each) => !gone.includes(each));
    this.render();
  }

  /** @param {Unsent[]} group */
  async #drop(group) {
    if (stateOf(group[0]) !== 'lost' && !(await askToRemove(group.length))) {
      return;
    }
    try {
      await this.drafts.remove(group.map(({ draft }) => draft.id));
      this.#leave(group);
    } catch (e) {
      this.#fail(e);
    }
  }
}

/** @param {Unsent} unsent */
function stateOf({ draft, file, isUnread }) {
  const isThere = draft.tab === TAB && !isUnread;
  return !draft.isKept ? 'lost' : file === null ? 'damaged' : isThere ? 'chosen' : 'unread';
}
