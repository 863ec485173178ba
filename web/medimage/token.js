// The token that lets a phone in at a relay (spec/pairing-v1.md, "Tokens").

import { toBase64Url, utf8, uuidText } from './bytes.js';
import { derive } from './keys.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/**
 * @param {Bytes} pairingId
 * @param {CryptoKey} pairingKey an HKDF key
 * @param {string} transport such as `relay`
 * @returns {Promise<string>} the value of the header `Authorization`
 */
export async function authorization(pairingId, pairingKey, transport) {
  const info = utf8('MedImage access v1 ' + transport);
  const token = await derive(pairingKey, pairingId, info, 32);
  return `Bearer ${uuidText(pairingId)}.${toBase64Url(token)}`;
}
