// The pairing code that a person types (spec/pairing-v1.md, "Code").

import { MedImageError } from './errors.js';

/** @typedef {{ nameplate: string, text: string }} PairingCode */

const GAP = '[\\t-\\r\\p{Z}\\p{Pd}\\p{Pc}]*';
const TYPED = new RegExp(
  `^${GAP}([1-9][0-9]{0,5})${GAP}([ACDEFGHJKMNPQRTUVWXY34679]{4})${GAP}$`,
  'u',
);

/**
 * @param {string} typed
 * @returns {PairingCode}
 * @throws {MedImageError} `no-code` if the text is none
 */
export function parseCode(typed) {
  const match = TYPED.exec(typed.toUpperCase());
  if (!match) {
    throw new MedImageError('no-code');
  }
  return { nameplate: match[1], text: `${match[1]}-${match[2]}` };
}
