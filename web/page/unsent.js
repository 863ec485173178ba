// Photos that were chosen and not sent before their page was closed or killed. They are sent only
// when a person has said anew whose they are.

import { keyOf } from '../medimage/errors.js';
import { announce, ask, element, make, setText, thumbnail } from './dom.js';
import { TAB, isOpenElsewhere } from './tab.js';
import { t, tCount, tProblem, tagText, timeText } from './text.js';

/** @typedef {import('../medimage/drafts.js').Draft} Draft */

/** @typedef {{ draft: Draft, file: File | null, url: string, isDoubtful?: boolean }} Unsent a file that is
 *     not whole is null; it is doubtful whose it is if a person's word could not be stored */

export class UnsentPhotos {
  /** @type {Unsent[]} */
  #all = [];

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

  get count() {
    return this.#all.length;
  }

  /** Takes over what tabs have left that are closed. */
  look() {
    this.#looking = this.#looking.then(() => this.#takeOver()).catch(() => {});
    return this.#looking;
  }

  async #takeOver() {
    const all = await this.drafts.all();
    this.#leave(this.#all.filter(({ draft }) => draft.tab !== TAB));
    for (const draft of all) {
      if (draft.tab !== TAB && !(await isOpenElsewhere(draft.tab))) {
        await this.#take(draft).catch(() => this.#all.push({ draft, file: null, url: '' }));
      }
    }
    this.render();
  }

  /** What the storage does not give now is shown, and read again at the next look. @param {Draft} left */
  async #take(left) {
    const file = await this.drafts.file(left.id).catch((e) => {
      return keyOf(e) === 'damaged' ? null : Promise.reject(e);
    });
    for (const draft of await this.drafts.claim([left], TAB)) {
      const url = file === null ? '' : URL.createObjectURL(file);
      this.#all.push({ draft, file, url });
      this.render();
    }
  }

  /** Those of the patient that was typed just now are chosen again. */
  patientTyped() {
    const { tag } = this.patient;
    const isSame = (/** @type {Unsent} */ { draft, file, isDoubtful }) =>
      file !== null && !isDoubtful && draft.whose === tag?.text;
    this.#choose(this.#all.filter(isSame));
  }

  render() {
    element('unsent').hidden = this.#all.length === 0;
    setText(element('unsent-hint'), this.patient.tag === null ? t('unsent.hint') : '');
    const groups = new Map();
    for (const each of this.#all) {
      const key = JSON.stringify([each.draft.whose, each.file === null, each.draft.tab]);
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    element('unsent-list').replaceChildren(...[...groups.values()].map((group) => this.#row(group)));
  }

  /** @param {Unsent[]} group of one patient */
  #row(group) {
    const [{ draft, file }] = group;
    const whose = tagText(draft.whose);
    const { tag } = this.patient;
    const pictures = group.flatMap(({ file, url }, at) =>
      file === null
        ? []
        : [make('li', {}, [thumbnail(url, file.name, t('photo.alt', { number: at + 1 }))])],
    );
    const remove = make('button', { class: 'plain', text: t('unsent.remove') });
    remove.setAttribute('aria-label', `${t('unsent.remove')}: ${whose}`);
    remove.onclick = () => void this.#drop(group);
    const use = make('button', { class: 'quiet' });
    use.hidden = tag === null || file === null;
    use.onclick = () => void this.#move(group);
    setText(use, tCount('unsent.use', group.length, { patient: this.patient.name }));
    const key = file !== null ? 'chosen' : draft.tab === TAB ? 'damaged' : 'unread';
    const sentence = t('unsent.' + key, { time: timeText(draft.at) });
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
    const args = { patient: name, before: tagText(group[0].draft.whose) };
    const isSame = tag?.text === group[0].draft.whose && !group[0].isDoubtful;
    const texts = {
      question: tCount('patient.move', group.length, args),
      more: t('patient.move-more', args),
      yes: t('patient.move-yes', args),
      no: t('places.no'),
    };
    if (tag === null || !(isSame || (await ask(texts)))) {
      return;
    }
    try {
      await this.drafts.relabel(group.map(({ draft }) => draft.id), tag.text);
      this.#choose(group);
    } catch (e) {
      group.forEach((each) => (each.isDoubtful = true));
      setText(element('unsent-hint'), tProblem(keyOf(e)));
    }
  }

  /** @param {Unsent[]} chosen */
  #choose(chosen) {
    this.#leave(chosen);
    const photos = chosen.flatMap(({ draft, file }) =>
      file === null ? [] : [{ id: draft.id, file }],
    );
    if (photos.length > 0) {
      this.onChosen(photos);
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
    const question = tCount('photo.remove-sure', group.length);
    const more = t('photo.remove-more');
    if (!(await ask({ question, more, yes: t('photo.remove-yes'), no: t('places.no') }))) {
      return;
    }
    try {
      await this.drafts.remove(group.map(({ draft }) => draft.id));
      this.#leave(group);
    } catch {
      announce(t('problem.storage-trouble'));
    }
  }
}
