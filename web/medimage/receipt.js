// The receiver's last word on an envelope (spec/envelope-v1.md, "Receipt").

import { utf8, concat } from './bytes.js';
import { MedImageError } from './errors.js';
import { instantField, objectsField, readJson, textField } from './json.js';
import { aesKey, derive, openWith, sha256 } from './keys.js';
import { readRoutes } from './routes.js';
import { shown } from './shown.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * @typedef {object} Receipt
 * @property {'delivered' | 'held' | 'rejected'} outcome
 * @property {number} at milliseconds since 1970
 * @property {{ sink: string, reference: string }[]} filed empty unless delivered
 * @property {string} echo empty if there is none
 * @property {string} reason a code; empty if delivered
 * @property {string} message a sentence; empty if delivered
 * @property {{ at: number, routes: import('./routes.js').Route[] } | null} told the routes now
 */

const LABEL = utf8('MedImage receipt v1');
const VERSION = 1;
const MOST_BYTES = 65_536;
const MOST_ECHO = 80;
/** On a screen; a longer one is cut. */
const MOST_MESSAGE = 500;
const HOLD_CODES = ['UNKNOWN_PATIENT', 'AMBIGUOUS_PATIENT', 'INACTIVE_PATIENT'];
const REASON = /^[A-Z0-9][A-Z0-9_.-]{0,59}$/;

/**
 * Opens a receipt for an envelope.
 * @param {Bytes} sealed
 * @param {Bytes} prefix the first 122 bytes of the envelope
 * @param {CryptoKey} pairingKey an HKDF key
 * @returns {Promise<Receipt>}
 * @throws {MedImageError} `not-authentic` if it is no receipt for this envelope
 */
export async function openReceipt(sealed, prefix, pairingKey) {
  if (sealed.length === 0 || sealed.length > MOST_BYTES || sealed[0] !== VERSION) {
    throw new MedImageError('not-authentic');
  }
  try {
    const key = await derive(pairingKey, prefix.slice(10, 26), LABEL, 32);
    const aad = concat(LABEL, await sha256(prefix));
    return read(readJson(await openWith(await aesKey(key, ['decrypt']), sealed.slice(1), aad)));
  } catch (e) {
    throw new MedImageError('not-authentic', {}, e);
  }
}

/** @param {import('./json.js').JsonObject} fields @returns {Receipt} */
function read(fields) {
  const at = instantField(fields, 'at');
  const outcome = textField(fields, 'outcome');
  const told =
    fields.has('routes')
      ? { at: instantField(fields, 'routesAt'), routes: readRoutes(fields) }
      : null;
  if (outcome === 'delivered') {
    return { outcome, at, ...delivered(fields), reason: '', message: '', told };
  }
  const reason = textField(fields, 'reason');
  const message = shown(textField(fields, 'message'), MOST_MESSAGE);
  const nothing = { filed: [], echo: '' };
  if (outcome === 'held') {
    const known = HOLD_CODES.includes(reason) ? reason : 'OTHER';
    return { outcome, at, ...nothing, reason: known, message, told };
  }
  if (outcome === 'rejected') {
    const known = REASON.test(reason) ? reason : 'REFUSED';
    return { outcome, at, ...nothing, reason: known, message, told };
  }
  throw new RangeError('an outcome of a later version');
}

/** @param {import('./json.js').JsonObject} fields */
function delivered(fields) {
  const filed = objectsField(fields, 'filed').map((each) => ({
    sink: textField(each, 'sink'),
    reference: textField(each, 'reference'),
  }));
  const echo = fields.has('echo') ? textField(fields, 'echo') : '';
  return { filed, echo: echo.length > MOST_ECHO ? '' : shown(echo, MOST_ECHO) };
}
