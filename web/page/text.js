// Fills in texts. `?lang=pseudo` shows a made-up language that is longer and accented, by which one
// sees that every text can be translated and none overflows.

import { TEXTS } from '../texts.js';

/** @typedef {Record<string, string | number>} Args */

const ACCENTS = new Map(
  Object.entries({ a: 'á', e: 'é', i: 'ï', o: 'ö', u: 'ü', c: 'ç', n: 'ñ', s: 'š', y: 'ý', z: 'ž' }),
);
const isPseudo = new URLSearchParams(location.search).get('lang') === 'pseudo';
const plural = new Intl.PluralRules('en');

/** @param {string} key @returns {boolean} */
export function hasText(key) {
  return key in TEXTS;
}

/** @param {string} key @param {Args} [args] @returns {string} */
export function t(key, args = {}) {
  const text = TEXTS[key] ?? key;
  const shown = isPseudo ? pseudo(text) : text;
  return shown.replace(/\{([a-z]+)\}/g, (_, name) => String(args[name] ?? ''));
}

/** @param {string} key of texts that end in `.one` and `.other` @param {number} count @param {Args} [args] */
export function tCount(key, count, args = {}) {
  const form = plural.select(count) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}`, { ...args, count });
}

/** A tag as a person reads it. @param {string} tag */
export function tagText(tag) {
  return tag.replace(/(^| )#/g, '$1') || t('list.no-tag');
}

/** The sentence for a failure. @param {string} key @param {Args} [args] */
export function tProblem(key, args = {}) {
  return t(hasText('problem.' + key) ? 'problem.' + key : 'problem.fault', args);
}

/** @param {number} at milliseconds since 1970 @returns {string} today's time, else with the date */
export function timeText(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const clock = /** @type {Intl.DateTimeFormatOptions} */ ({ hour: '2-digit', minute: '2-digit' });
  return today
    ? date.toLocaleTimeString(undefined, clock)
    : date.toLocaleString(undefined, { ...clock, day: 'numeric', month: 'short' });
}

/** Fills all elements that name their text. @param {ParentNode} root */
export function fillTexts(root) {
  for (const element of root.querySelectorAll('[data-text]')) {
    element.textContent = t(element.getAttribute('data-text') ?? '');
  }
}

/** @param {string} text */
function pseudo(text) {
  const accented = text
    .split(/(\{[a-z]+\})/)
    .map((part) => (part.startsWith('{') ? part : [...part].map((char) => ACCENTS.get(char) ?? char).join('')))
    .join('');
  return `[${accented}${' ~'.repeat(Math.ceil(text.length / 6))}]`;
}
