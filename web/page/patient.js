// Whose photo it is. The ID is kept for the next photo, for some minutes also over a page that the
// system killed, as phones do while their camera is open.

import { MedImageError, argsOf, keyOf } from '../medimage/errors.js';
import { isNhi, isNhiFormat, looksMistyped } from '../medimage/nhi.js';
import { parseTagIdFirst } from '../medimage/tag.js';
import { ask, button, byId, canScan, element, input, setText } from './dom.js';
import { focusTitle } from './screens.js';
import { TAB, isOpenElsewhere } from './tab.js';
import { hasText, t, tCount, tProblem } from './text.js';

/** @typedef {import('../medimage/tag.js').Tag} Tag */
/** @typedef {import('../medimage/sender.js').Sender} Sender */

const SETTING = 'patient';
const KEPT_MS = 15 * 60_000;
/** Who comes back later may have another patient by now. */
const DOUBTED_MS = 5 * 60_000;
const LOOK_MS = 15_000;

export class PatientStep {
  /** @type {Tag | null} */
  tag = null;

  #touched = Date.now();

  /**
   * @param {Sender} sender
   * @param {object} events
   * @param {() => number} events.chosen how many photos are chosen for it
   * @param {() => void} events.onChange called when the patient is another
   * @param {(whose: string) => Promise<void>} events.onSure called before it is another
   * @param {() => void} events.onTyped called when a person has just typed whose photos come
   */
  constructor(sender, events) {
    this.sender = sender;
    this.events = events;
    byId('patient-form', HTMLFormElement).onsubmit = (event) => {
      event.preventDefault();
      void this.#go();
    };
    button('patient-back').onclick = () => {
      this.#render(!element('whose-kept').hidden);
      focusTitle(element('take'));
    };
    input('patient-id').oninput = () => this.#check();
    input('patient-note').oninput = () => setText(element('patient-error'), '');
    button('patient-scan').hidden = !canScan();
    button('patient-scan').onclick = () => void this.#scan();
    document.addEventListener('visibilitychange', () => this.#doubt());
    setInterval(() => this.#doubt(), LOOK_MS);
  }

  /** Somebody has chosen something for this patient. */
  touch() {
    this.#doubt();
    this.#touched = Date.now();
  }

  /** Somebody has sent something for this patient. */
  trust() {
    this.#touched = Date.now();
    element('whose-kept').hidden = true;
  }

  /** Asks whether it is still the right one when nothing was done for a while, seen or not. */
  #doubt() {
    if (this.tag !== null && !isYounger(this.#touched, DOUBTED_MS)) {
      element('whose-kept').hidden = false;
    }
  }

  /** @returns {string} whose the next photo is, as a person reads it */
  get name() {
    return nameOf(this.tag);
  }

  /** Asks for the patient. */
  askAnew() {
    this.#render(false);
  }

  /** Takes up the patient of a page that was killed a moment ago. */
  async restore() {
    try {
      const kept = await this.sender.outbox.setting(SETTING);
      if (kept !== undefined && !(await isOpenElsewhere(kept.tab))) {
        await this.#takeUp(kept);
      }
    } catch {
      // it cannot be read, so the person is asked
      this.tag = null;
    }
    this.#render(this.tag !== null);
  }

  /** @param {{ id: string, note: string, at: number }} kept */
  async #takeUp({ id, note, at }) {
    if (!isYounger(at, KEPT_MS)) {
      await this.sender.outbox.putSetting(SETTING, null);
      return;
    }
    input('patient-id').value = id;
    input('patient-note').value = note;
    this.tag = this.#read();
  }

  /** Asks for another patient. Chosen photos stay as they are until the person says whose they are. */
  async change() {
    if (this.events.chosen() === 0) {
      await this.#clear();
      return;
    }
    element('take').hidden = true;
    element('patient-form').hidden = false;
    button('patient-back').hidden = false;
    setText(button('patient-back'), t('patient.back', { patient: this.name }));
    input('patient-id').select();
  }

  async #clear() {
    this.tag = null;
    input('patient-id').value = '';
    input('patient-note').value = '';
    this.#check();
    this.#render(false);
    input('patient-id').focus();
    await this.sender.outbox.putSetting(SETTING, null).catch(() => {});
  }

  async #go() {
    try {
      const tag = this.#read();
      if (!(await this.#isSure(tag))) {
        return;
      }
      await this.events.onSure(tag.text);
      this.tag = tag;
    } catch (e) {
      const key = keyOf(e);
      const text = key.startsWith('tag-') ? t('tag.' + key, argsOf(e)) : hasText(key) ? t(key) : tProblem(key);
      setText(element('patient-error'), text);
      input('patient-id').focus();
      return;
    }
    this.#touched = Date.now();
    const [id, note] = [input('patient-id').value, input('patient-note').value];
    const kept = { tab: TAB, id, note, at: this.#touched };
    this.sender.outbox.putSetting(SETTING, kept).catch(() => {});
    this.#render(false);
    focusTitle(element('take'));
    this.events.onTyped();
  }

  /** Photos that were chosen for one patient become those of another only by a person's word. @param {Tag} tag */
  async #isSure(tag) {
    if (this.tag === null || this.tag.text === tag.text) {
      return true;
    }
    return askToMove(this.events.chosen(), { patient: nameOf(tag), before: this.name });
  }

  #read() {
    const id = tidyId(input('patient-id').value);
    // Of a number in groups the first group alone would be the ID.
    if (id === '' || /\s(?!#)/.test(id)) {
      throw new MedImageError(id === '' ? 'patient.empty' : 'patient.blank');
    }
    const tag = parseTagIdFirst(id + ' ' + input('patient-note').value);
    setText(element('patient-error'), '');
    return tag;
  }

  #check() {
    const id = tidyId(input('patient-id').value);
    const hint = element('patient-hint');
    hint.className = 'hint ' + (looksMistyped(id) ? 'doubt' : isNhi(id) ? 'good' : '');
    const key = looksMistyped(id) ? 'nhi-wrong' : isNhi(id) ? 'nhi-right' : 'id-hint';
    setText(hint, t('patient.' + key));
    setText(element('patient-error'), '');
  }

  /** @param {boolean} restored */
  #render(restored) {
    const { tag } = this;
    element('patient-form').hidden = tag !== null;
    button('patient-back').hidden = true;
    element('take').hidden = tag === null;
    element('whose-kept').hidden = !restored;
    if (tag !== null) {
      setText(element('whose'), tag.folders.join(' / '));
      setText(element('whose-note'), tag.words.join(' '));
      const doubtful = looksMistyped(tag.folders[0] ?? '');
      element('whose-warning').hidden = !doubtful;
      setText(element('whose-warning'), doubtful ? t('patient.nhi-wrong') : '');
    }
    this.events.onChange();
  }

  async #scan() {
    try {
      const { scan } = await import('./scan.js');
      const text = await scan([]);
      if (text !== null) {
        input('patient-id').value = text.trim();
        this.#check();
      }
    } catch {
      setText(element('patient-error'), t('scan.no-camera'));
    }
  }
}

/** @param {number} count of photos @param {{ patient: string, before: string }} names */
export function askToMove(count, names) {
  return ask({
    question: tCount('patient.move', count, names),
    more: t('patient.move-more', names),
    yes: t('patient.move-yes', names),
  });
}

/** @param {Tag | null} tag */
function nameOf(tag) {
  return [...(tag?.folders ?? []), ...(tag?.words ?? [])].join(' ');
}

/**
 * If the clock was set back meanwhile, nobody knows how old it is, so it is old.
 * @param {number} at @param {number} most in milliseconds
 */
function isYounger(at, most) {
  const age = Date.now() - at;
  return age >= 0 && age < most;
}

/** An NHI may be typed in groups and in small letters. @param {string} typed */
function tidyId(typed) {
  const compact = typed.replace(/[\s-]+/g, '');
  return isNhiFormat(compact) ? compact.toUpperCase() : typed.trim();
}
