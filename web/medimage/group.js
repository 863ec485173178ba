// The group of J-PAKE: a subgroup of 256 bits of the integers modulo a prime of 3072 bits
// (spec/pairing-v1.md, "J-PAKE").
//
// BigInt takes longer for some numbers than for others, and JavaScript has no way to hide that
// (blinding would not help: its own arithmetic leaks in the same way). The exponents serve one
// pairing, of which a person starts each, and are forgotten; so whoever times it from afar gets one
// measurement of each number. Whoever runs code on this very device has easier ways.

import { concat, fromHex, random, toHex, uint32 } from './bytes.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */

/** Of a number modulo {@link P}. */
export const ELEMENT_BYTES = 384;
/** Of a number modulo {@link Q}. */
export const SCALAR_BYTES = 32;

const WINDOW = 4;

/** @param {string} hex */
const number = (hex) => BigInt('0x' + hex.replace(/\s/g, ''));

/** The prime. */
export const P = number(`
  90066455B5CFC38F9CAA4A48B4281F292C260FEEF01FD61037E56258A7795A1C
  7AD46076982CE6BB956936C6AB4DCFE05E6784586940CA544B9B2140E1EB523F
  009D20A7E7880E4E5BFA690F1B9004A27811CD9904AF70420EEFD6EA11EF7DA1
  29F58835FF56B89FAA637BC9AC2EFAAB903402229F491D8D3485261CD068699B
  6BA58A1DDBBEF6DB51E8FE34E8A78E542D7BA351C21EA8D8F1D29F5D5D159394
  87E27F4416B0CA632C59EFD1B1EB66511A5A0FBF615B766C5862D0BD8A3FE7A0
  E0DA0FB2FE1FCB19E8F9996A8EA0FCCDE538175238FC8B0EE6F29AF7F642773E
  BE8CD5402415A01451A840476B2FCEB0E388D30D4B376C37FE401C2A2C2F941D
  AD179C540C1C8CE030D460C4D983BE9AB0B20F69144C1AE13F9383EA1C08504F
  B0BF321503EFE43488310DD8DC77EC5B8349B8BFE97C2C560EA878DE87C11E3D
  597F1FEA742D73EEC7F37BE43949EF1A0D15C3F3E3FC0A8335617055AC91328E
  C22B50FC15B941D3D1624CD88BC25F3E941FDDC6200689581BFEC416B4B2CB73`);

/** The order of the subgroup. */
export const Q = number('CFA0478A54717B08CE64805B76E5B14249A77A4838469DF7F7DC987EFCCFB11D');

/** Its generator. */
export const G = number(`
  5E5CBA992E0A680D885EB903AEA78E4A45A469103D448EDE3B7ACCC54D521E37
  F84A4BDD5B06B0970CC2D2BBB715F7B82846F9A0C393914C792E6A923E2117AB
  805276A975AADB5261D91673EA9AAFFEECBFA6183DFCB5D3B7332AA19275AFA1
  F8EC0B60FB6F66CC23AE4870791D5982AAD1AA9485FD8F4A60126FEB2CF05DB8
  A7F0F09B3397F3937F2E90B9E5B9C9B6EFEF642BC48351C46FB171B9BFA9EF17
  A961CE96C7E7A7CC3D3D03DFAD1078BA21DA425198F07D2481622BCE45969D9C
  4D6063D72AB7A0F08B2F49A7CC6AF335E08C4720E31476B67299E231F8BD90B3
  9AC3AE3BE0C6B6CACEF8289A2E2873D58E51E029CAFBD55E6841489AB66B5B4B
  9BA6E2F784660896AFF387D92844CCB8B69475496DE19DA2E58259B090489AC8
  E62363CDF82CFD8EF2A427ABCD65750B506F56DDE3B988567A88126B914D7828
  E2B63A6D7ED0747EC59E0E0A23CE7D8A74C1D2C2A7AFB6A29799620F00E11C33
  787F7DED3B30E1A22D09F1FBDA1ABBBFBF25CAE05A13F812E34563F99410E73B`);

/** @param {bigint} value @param {bigint} modulus @returns {bigint} 0 to modulus − 1 */
export function mod(value, modulus) {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** @param {...bigint} factors @returns {bigint} their product modulo p */
export function times(...factors) {
  return factors.reduce((product, factor) => (product * factor) % P, 1n);
}

/**
 * base^exponent mod p, by windows of four bits. It takes some milliseconds, so it lets the page go
 * on first.
 * @param {bigint} base 0 to p − 1
 * @param {bigint} exponent 0 to q
 * @returns {Promise<bigint>}
 */
export async function power(base, exponent) {
  await new Promise((resolve) => setTimeout(resolve));
  const table = [1n];
  for (let i = 1; i < 2 ** WINDOW; i++) {
    table.push((table[i - 1] * base) % P);
  }
  let result = 1n;
  for (const digit of exponent.toString(2 ** WINDOW)) {
    for (let i = 0; i < WINDOW; i++) {
      result = (result * result) % P;
    }
    const index = parseInt(digit, 2 ** WINDOW);
    result = index === 0 ? result : (result * table[index]) % P;
  }
  return result;
}

/** @param {bigint} least 0n or 1n @returns {bigint} evenly drawn from `least` to q − 1 */
export function randomScalar(least) {
  for (;;) {
    const value = toNumber(random(SCALAR_BYTES));
    if (value >= least && value < Q) {
      return value;
    }
  }
}

/** @param {Uint8Array} bytes @returns {bigint} */
export function toNumber(bytes) {
  return bytes.length === 0 ? 0n : BigInt('0x' + toHex(bytes));
}

/** @param {bigint} value @param {number} length @returns {Bytes} with leading zero bytes */
export function toBytes(value, length) {
  return fromHex(value.toString(16).padStart(length * 2, '0'));
}

/** @param {bigint} value @returns {Bytes} without leading zero bytes */
export function toShortBytes(value) {
  const hex = value.toString(16);
  return fromHex(hex.length % 2 === 0 ? hex : '0' + hex);
}

/** @param {...Uint8Array} parts @returns {Bytes} each as four bytes of length, then its bytes */
export function withLengths(...parts) {
  return concat(...parts.flatMap((part) => [uint32(part.length), part]));
}
