// The screen on which this phone is paired: by a link that was scanned, or by a typed code.

import { parseCode } from '../medimage/code.js';
import { MedImageError, argsOf, keyOf } from '../medimage/errors.js';
import { isLink, parseLink, relaysOfLink } from '../medimage/link.js';
import { relayOrigin } from '../medimage/routes.js';
import { announce, button, byId, canScan, element, input, setText } from './dom.js';
import { show } from './screens.js';
import { hasText, t, tProblem } from './text.js';

/** @typedef {import('../medimage/sender.js').Sender} Sender */

export class PairScreen {
  /** @type {import('../medimage/link.js').PairingLink | null} */
  #link = null;

  /**
   * @param {Sender} sender
   * @param {(name: string) => void} onPaired called once paired, or when the person leaves
   */
  constructor(sender, onPaired) {
    this.sender = sender;
    this.onPaired = onPaired;
    byId('pair-form', HTMLFormElement).onsubmit = (event) => {
      event.preventDefault();
      void this.#pair();
    };
    button('pair-other').onclick = () => this.open();
    button('pair-cancel').onclick = () => {
      input('pair-code').value = '';
      onPaired('');
    };
    button('pair-scan').hidden = !canScan();
    button('pair-scan').onclick = () => void this.#scan();
  }

  /** Shows the screen for a typed code. */
  open() {
    this.#link = null;
    this.#show();
    show('pair');
  }

  /** Shows the screen for a link. @param {string} text */
  openLink(text) {
    this.open();
    try {
      this.#take(text);
    } catch (e) {
      this.#fail(e);
    }
  }

  /** @param {string} text */
  #take(text) {
    const link = parseLink(text);
    if (relaysOfLink(link).length === 0) {
      throw new MedImageError('no-relay');
    }
    this.#link = link;
    this.#show();
  }

  #show() {
    const linked = this.#link !== null;
    element('pair-typed').hidden = linked;
    element('pair-linked').hidden = !linked;
    button('pair-other').hidden = !linked;
    button('pair-cancel').hidden = this.sender.pairings().length === 0;
    setText(element('pair-error'), '');
    if (this.#link !== null) {
      const relay = relaysOfLink(this.#link).map((each) => new URL(each).host)[0];
      setText(element('pair-question'), t('pair.link', { code: this.#link.code.text }));
      setText(element('pair-from'), t('pair.link-from', { relay }));
    }
    void this.#fill();
  }

  async #fill() {
    const device = input('pair-device');
    const relay = input('pair-relay');
    device.value ||= (await this.sender.outbox.setting('deviceName').catch(() => null)) ?? defaultName();
    // A relay serves this page below /p/; other hosts are no relays.
    relay.value ||= /^\/p\//.test(location.pathname) ? location.origin : '';
  }

  async #scan() {
    try {
      const { scan } = await import('./scan.js');
      const text = await scan(['qr_code']);
      if (text !== null) {
        this.#take(text);
      }
    } catch (e) {
      this.#fail(e instanceof MedImageError ? e : new MedImageError('scan'));
    }
  }

  async #pair() {
    const go = button('pair-go');
    go.disabled = true;
    setText(element('pair-error'), '');
    setText(go, t('pair.busy'));
    announce(t('pair.busy'));
    try {
      const { code, relays } = this.#typed();
      const deviceName = input('pair-device').value.trim();
      const { name } = await this.sender.pair(code, relays, deviceName);
      // it is paired
      this.sender.outbox.putSetting('deviceName', deviceName).catch(() => {});
      input('pair-code').value = '';
      this.#link = null;
      this.onPaired(name);
    } catch (e) {
      this.#fail(e);
    } finally {
      go.disabled = false;
      setText(go, t('pair.go'));
    }
  }

  #typed() {
    const typed = input('pair-code').value;
    if (this.#link === null && isLink(typed)) {
      this.#take(typed);
    }
    return this.#link === null
      ? { code: parseCode(typed), relays: [relayOrigin(input('pair-relay').value)] }
      : { code: this.#link.code, relays: relaysOfLink(this.#link) };
  }

  /** @param {unknown} failure */
  #fail(failure) {
    const key = keyOf(failure);
    if (key === 'scan') {
      setText(element('pair-error'), t('scan.no-camera'));
      return;
    }
    const offline = key === 'unreachable' && !navigator.onLine;
    setText(element('pair-error'), tProblem(offline ? 'pair-offline' : key, argsOf(failure)));
    if (this.#link === null && (key === 'wrong-code' || key === 'no-code')) {
      input('pair-code').focus();
    }
    if (!hasText('problem.' + key)) {
      // What nobody foresaw; the message of an error of ours names nothing that is secret.
      console.error(failure instanceof Error ? failure.name : 'failure');
    }
  }
}

/** @returns {string} what this device is, in a word */
function defaultName() {
  const known = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0];
  return known ?? t('pair.device-default');
}
