// JSON with no room for two readings (spec/envelope-v1.md, "JSON").

import { fromUtf8 } from './bytes.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {Map<string, unknown>} JsonObject */

const MOST_DEPTH = 16;
const STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const HALF = /\p{Cs}/u;
const WORDS = /** @type {[string, unknown][]} */ ([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A text that breaks a rule of JSON, or a field that has another type. */
export class JsonError extends Error {}

/**
 * Reads an object. Objects become Maps, so that no name has a meaning of its own.
 * @param {Bytes} bytes
 * @returns {JsonObject}
 * @throws {JsonError}
 */
export function readJson(bytes) {
  let text;
  try {
    text = fromUtf8(bytes);
  } catch (e) {
    throw new JsonError('not UTF-8', { cause: e });
  }
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f]/.test(text)) {
    throw new JsonError('a control character');
  }
  const reader = new Reader(text);
  const value = reader.value(1);
  reader.end();
  if (!(value instanceof Map)) {
    throw new JsonError('not an object');
  }
  return value;
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** @param {number} depth @returns {unknown} */
  value(depth) {
    if (depth > MOST_DEPTH) {
      throw new JsonError('too deep');
    }
    this.blanks();
    const char = this.text[this.at];
    if (char === '{') {
      return this.object(depth);
    }
    if (char === '[') {
      return this.array(depth);
    }
    if (char === '"') {
      return this.string();
    }
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  /** @param {number} depth */
  object(depth) {
    /** @type {JsonObject} */
    const object = new Map();
    this.items('}', () => {
      this.blanks();
      const name = this.string();
      if (object.has(name)) {
        throw new JsonError('a field twice');
      }
      this.take(':');
      object.set(name, this.value(depth + 1));
    });
    return object;
  }

  /** @param {number} depth */
  array(depth) {
    /** @type {unknown[]} */
    const array = [];
    this.items(']', () => array.push(this.value(depth + 1)));
    return array;
  }

  /** @param {string} close @param {() => void} item */
  items(close, item) {
    this.at++;
    if (this.takes(close)) {
      return;
    }
    for (;;) {
      item();
      if (this.takes(close)) {
        return;
      }
      this.take(',');
    }
  }

  string() {
    const value = /** @type {string} */ (JSON.parse(this.match(STRING)));
    if (HALF.test(value)) {
      throw new JsonError('half a character');
    }
    return value;
  }

  number() {
    const value = Number(this.match(NUMBER));
    if (!Number.isFinite(value)) {
      throw new JsonError('a number too large');
    }
    return value;
  }

  /** @param {RegExp} pattern */
  match(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) {
      throw new JsonError('malformed');
    }
    this.at += match[0].length;
    return match[0];
  }

  /** @param {string} sign */
  take(sign) {
    if (!this.takes(sign)) {
      throw new JsonError('malformed');
    }
  }

  /** @param {string} sign */
  takes(sign) {
    this.blanks();
    const is = this.text[this.at] === sign;
    this.at += is ? 1 : 0;
    return is;
  }

  blanks() {
    while (this.text[this.at] === ' ') {
      this.at++;
    }
  }

  end() {
    this.blanks();
    if (this.at !== this.text.length) {
      throw new JsonError('more behind the end');
    }
  }
}

/** @param {JsonObject} object @param {string} name @returns {string} */
export function textField(object, name) {
  return asText(object.get(name), name);
}

/** @param {JsonObject} object @param {string} name @returns {JsonObject[]} */
export function objectsField(object, name) {
  const value = object.get(name);
  if (!Array.isArray(value) || !value.every((each) => each instanceof Map)) {
    throw new JsonError(`${name} is no array of objects`);
  }
  return value;
}

/** @param {JsonObject} object @param {string} name @returns {Record<string, string>} */
export function textsField(object, name) {
  const value = object.get(name);
  if (!(value instanceof Map)) {
    throw new JsonError(`${name} is no object`);
  }
  const texts = [...value].map(([key, text]) => [key, asText(text, name)]);
  return Object.fromEntries(texts);
}

/**
 * A moment in UTC, by the one form that there is.
 * @param {JsonObject} object @param {string} name @returns {number} milliseconds since 1970
 */
export function instantField(object, name) {
  const text = textField(object, name);
  const form =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?(Z|[+-]00:00)$/;
  const match = form.exec(text);
  const parts = (match ?? []).slice(1, 7).map(Number);
  const date = new Date(0);
  if (match) {
    date.setUTCFullYear(parts[0], parts[1] - 1, parts[2]);
    date.setUTCHours(parts[3], parts[4], parts[5], Math.floor(Number(match[7] ?? 0) * 1000));
  }
  // A Date takes the 31st of June for the 1st of July.
  if (!match || date.toISOString().slice(0, 19) !== text.slice(0, 19)) {
    throw new JsonError(`${name} is no moment in UTC`);
  }
  return date.getTime();
}

/** @param {unknown} value @param {string} name @returns {string} */
function asText(value, name) {
  if (typeof value !== 'string') {
    throw new JsonError(`${name} is no text`);
  }
  return value;
}
