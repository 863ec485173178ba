// A reader of manifests, for tests alone (spec/envelope-v1.md, "Manifest").

import { readJson, textField, textsField } from '../medimage/json.js';
import { parseTag } from '../medimage/tag.js';

const NAME = /^(?!\.{1,2}$)[^/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,255}$/u;
const TYPE = /^[a-z0-9][a-z0-9.+_-]{0,62}\/[a-z0-9][a-z0-9.+_-]{0,62}$/;
const MOMENT =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?(Z|[+-]([0-9]{2}):([0-9]{2}))$/;

/**
 * @param {import('../medimage/bytes.js').Bytes} json
 * @returns {{ length: number, sha256: string, fields: import('../medimage/json.js').JsonObject }}
 * @throws {Error} if it breaks a rule
 */
export function readManifest(json) {
  const fields = readJson(json);
  parseTag(textField(fields, 'tag'));
  const fileName = textField(fields, 'fileName');
  check(NAME.test(fileName) && fileName.length <= 255, 'fileName');
  check(TYPE.test(textField(fields, 'mediaType')), 'mediaType');
  check(isMoment(textField(fields, 'capturedAt')), 'capturedAt');
  checkIfThere(fields, 'capturedFrom', /^[a-z][a-z0-9-]{0,39}$/);
  checkIfThere(fields, 'sequence', /^[0-9]{1,6}$/);
  const length = Number(fields.get('length'));
  check(typeof fields.get('length') === 'number', 'length');
  check(Number.isSafeInteger(length) && length >= 1, 'length');
  const sha256 = textField(fields, 'sha256');
  check(/^[0-9a-f]{64}$/.test(sha256), 'sha256');
  textField(fields, 'deviceName');
  textsField(fields, 'attributes');
  return { length, sha256, fields };
}

/** @param {boolean} isRight @param {string} field */
function check(isRight, field) {
  if (!isRight) {
    throw new RangeError(`${field} breaks its rule`);
  }
}

/** @param {import('../medimage/json.js').JsonObject} fields @param {string} name @param {RegExp} rule */
function checkIfThere(fields, name, rule) {
  check(!fields.has(name) || rule.test(textField(fields, name)), name);
}

/** @param {string} text */
function isMoment(text) {
  const match = MOMENT.exec(text);
  if (match === null) {
    return false;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const [hours, minutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  // A Date takes the 31st of June for the 1st of July.
  return (
    date.toISOString().slice(0, 19) === text.slice(0, 19) &&
    minutes < 60 &&
    60 * hours + minutes <= 18 * 60
  );
}
