// What a relay answers when it does not do what was asked (spec/wire-v1.md, section 7;
// spec/relay-v1.md, section 8).

import { MedImageError, keyOf } from './errors.js';
import { shown } from './shown.js';

const PREFIX = 'tag:medimage.co.nz,2026:problem/';
const MOST_DETAIL = 300;

/** The problems that have a meaning for a sender. */
const KNOWN = [
  'not-paired',
  'envelope-lost',
  'envelope-expired',
  'envelope-refused',
  'offset-conflict',
  'wrong-code',
  'no-offer',
  'bad-message',
  'too-many-requests',
  'receiver-away',
  'envelope-too-large',
  'mailbox-full',
  'quota-used-up',
  'relay-full',
];

/** What the status says where there is no type. @type {Record<number, string>} */
const BY_STATUS = {
  401: 'not-paired',
  410: 'envelope-lost',
  413: 'envelope-too-large',
  429: 'too-many-requests',
};

/** A refusal by a relay. */
export class ProblemError extends MedImageError {
  /**
   * @param {string} key
   * @param {number} status
   * @param {string} detail a sentence of the other side, made safe to show
   * @param {number} retryAfter in seconds; 0 if the relay did not say
   */
  constructor(key, status, detail, retryAfter) {
    super(key, { status, detail });
    this.retryAfter = retryAfter;
  }
}

/**
 * @param {number} status 400 or above
 * @param {string} body
 * @param {string | null} retryAfter the header
 * @returns {ProblemError}
 */
export function readProblem(status, body, retryAfter) {
  let type = '';
  let detail = '';
  try {
    const problem = JSON.parse(body);
    type = textOf(problem.type);
    detail = shown(textOf(problem.detail), MOST_DETAIL);
  } catch {
    // Not all that answers between phone and relay knows problems.
  }
  const name = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : '';
  const key = KNOWN.includes(name) ? name : (BY_STATUS[status] ?? byClass(status));
  const seconds = /^[0-9]{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
  return new ProblemError(key, status, detail, seconds);
}

/** @param {number} status */
function byClass(status) {
  return status >= 500 || status === 408 ? 'relay-trouble' : 'refused';
}

/** @param {unknown} value @returns {string} */
function textOf(value) {
  return typeof value === 'string' ? value : '';
}

/** @param {unknown} failure @returns {boolean} whether it concerns one envelope, and not all that go the same way */
export function concernsOne(failure) {
  const keys = ['envelope-too-large', 'envelope-refused', 'refused', 'damaged', 'not-authentic'];
  const key = keyOf(failure);
  // What cannot be read of one says nothing of the others.
  return keys.includes(key) || key.startsWith('storage-');
}

/** @param {unknown} failure @returns {boolean} whether a relay that had an envelope has it no more */
export function isLost(failure) {
  return ['envelope-lost', 'envelope-expired'].includes(keyOf(failure));
}

/** @param {unknown} failure @returns {boolean} whether the upload may go on where the relay says */
export function isBroken(failure) {
  return isLost(failure) || ['unreachable', 'offset-conflict', 'relay-trouble'].includes(keyOf(failure));
}
