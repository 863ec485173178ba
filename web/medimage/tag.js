// Tags: what a clinician types to say whose photo it is (spec/envelope-v1.md, "Tags").

import { utf8 } from './bytes.js';
import { MedImageError } from './errors.js';

/** @typedef {{ folders: string[], words: string[], text: string }} Tag */

const MOST_FOLDERS = 8;
const MOST_CHARACTERS = 128;
const MOST_BYTES = 180;
const BLANKS = /[\t-\r\p{Zs}]+/u;
const ALLOWED =
  /^[\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{Lo}\p{Mn}\p{Mc}\p{Nd}\p{Nl}\p{No}\p{Pd}_.,'’‘()[\]+&@=!~;^$#]$/u;
const INVISIBLE =
  /[\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/u;
const RESERVED = /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])$/;

/**
 * Reads a tag in which only words with `#` are folders.
 * @param {string} typed possibly empty
 * @returns {Tag}
 * @throws {MedImageError} with a key that begins with `tag-`
 */
export function parseTag(typed) {
  return read(typed, false);
}

/**
 * Reads a tag whose first word is a folder even without `#`: a bare patient id names one.
 * @param {string} typed possibly empty
 * @returns {Tag}
 * @throws {MedImageError} with a key that begins with `tag-`
 */
export function parseTagIdFirst(typed) {
  return read(typed, true);
}

/** @param {string} typed @param {boolean} firstIsFolder @returns {Tag} */
function read(typed, firstIsFolder) {
  /** @type {string[]} */
  const folders = [];
  /** @type {string[]} */
  const words = [];
  for (const word of typed.split(BLANKS).filter((each) => each !== '')) {
    if (word.startsWith('#')) {
      folders.push(checkFolder(word.slice(1)));
    } else if (firstIsFolder && folders.length === 0 && words.length === 0) {
      folders.push(checkFolder(word));
    } else {
      words.push(checkWord(word));
    }
  }
  return check(folders, words);
}

/** @param {string[]} folders @param {string[]} words @returns {Tag} */
function check(folders, words) {
  if (folders.length > MOST_FOLDERS) {
    throw new MedImageError('tag-folders', { most: MOST_FOLDERS });
  }
  const text = [...folders.map((folder) => '#' + folder), ...words].join(' ');
  const length = [...text].length;
  if (length > MOST_CHARACTERS) {
    throw new MedImageError('tag-long', { most: MOST_CHARACTERS, length });
  }
  const name = words.join('-');
  if (name.startsWith('.')) {
    throw new MedImageError('tag-dot-first');
  }
  if (name.includes('.') && isReserved(name)) {
    throw new MedImageError('tag-reserved');
  }
  if ([...folders, name].some((each) => utf8(each).length > MOST_BYTES)) {
    throw new MedImageError('tag-name-long', { most: MOST_BYTES });
  }
  return { folders, words, text };
}

/** @param {string} folder */
function checkFolder(folder) {
  const name = checkCharacters(folder);
  if (name === '') {
    throw new MedImageError('tag-folder-empty');
  }
  if (name.endsWith('.') || name.startsWith('.')) {
    throw new MedImageError('tag-folder-dot');
  }
  if (isReserved(name)) {
    throw new MedImageError('tag-reserved');
  }
  return name;
}

/** @param {string} word */
function checkWord(word) {
  const name = checkCharacters(word);
  if (/^\.+$/.test(name)) {
    throw new MedImageError('tag-dots');
  }
  return name;
}

/** @param {string} part */
function checkCharacters(part) {
  const name = part.normalize('NFC');
  for (const char of name) {
    if (!ALLOWED.test(char) || INVISIBLE.test(char)) {
      throw new MedImageError('tag-character', { character: describe(char) });
    }
  }
  return name;
}

/** @param {string} char */
function describe(char) {
  const code = char.codePointAt(0) ?? 0;
  return code > 0x20 && code < 0x7f
    ? `'${char}'`
    : 'U+' + code.toString(16).toUpperCase().padStart(4, '0');
}

/** Windows looks at what is before the first dot. @param {string} name */
function isReserved(name) {
  return RESERVED.test(name.split('.')[0].toUpperCase());
}
