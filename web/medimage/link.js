// The pairing link: a code and addresses in one URL (spec/pairing-v1.md, "Link").

import { parseCode } from './code.js';
import { MedImageError } from './errors.js';

/**
 * @typedef {object} PairingLink
 * @property {import('./code.js').PairingCode} code
 * @property {string[]} addresses the best first: `host:port` of a local network, or an origin
 * @property {string | null} page the URL of the page that it leads to
 */

const MOST_ADDRESSES = 8;
const MOST_LENGTH = 1000;
const MOST_PAGE = 500;
const LINK = /^[\s\p{Z}]*((?:https?|medimage):[^]*?)[\s\p{Z}]*$/iu;
const HOST = '([0-9A-Za-z][0-9A-Za-z.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])';
const PORT = ':([0-9]{1,5})';
const LAN = new RegExp(`^${HOST}${PORT}$`);
const RELAY = new RegExp(`^(https?)://${HOST}(?:${PORT})?$`);
const LOOPBACK = /^(localhost|\[::1\]|127(\.[0-9]{1,3}){3})$/i;

/** @param {string} typed @returns {boolean} whether it is meant as a link and not as a code */
export function isLink(typed) {
  return LINK.test(typed);
}

/**
 * @param {string} typed a link, with any blanks around it
 * @returns {PairingLink}
 * @throws {MedImageError} `no-link`, or `later-link` for one of a later version
 */
export function parseLink(typed) {
  const text = LINK.exec(typed)?.[1] ?? '';
  const fragment = text.indexOf('#');
  if (text.length > MOST_LENGTH || fragment < 0 || !/^[!-~]+$/.test(text)) {
    throw new MedImageError('no-link');
  }
  const page = readPage(text.slice(0, fragment));
  const fields = new URLSearchParams(withoutQuestionMark(text.slice(fragment + 1)));
  if (only(fields, 'v') !== '1') {
    throw new MedImageError('later-link');
  }
  const addresses = fields.getAll('a');
  if (addresses.length > MOST_ADDRESSES) {
    throw new MedImageError('no-link');
  }
  return { code: codeOf(only(fields, 'c')), addresses: addresses.filter(isAddress), page };
}

/**
 * The relays among the addresses of a link: a browser reaches no others.
 * @param {PairingLink} link
 * @returns {string[]} origins
 */
export function relaysOfLink(link) {
  return link.addresses.filter((address) => RELAY.test(address)).map((each) => new URL(each).origin);
}

/** `URLSearchParams` takes a leading `?` off. @param {string} text */
function withoutQuestionMark(text) {
  return text.startsWith('?') ? '&' + text : text;
}

/** @param {string} text */
function isAddress(text) {
  const lan = LAN.exec(text);
  if (lan) {
    return isPort(lan[2]);
  }
  const relay = RELAY.exec(text);
  return (
    relay !== null &&
    (relay[1] === 'https' || LOOPBACK.test(relay[2])) &&
    (relay[3] === undefined || isPort(relay[3])) &&
    canParse(text)
  );
}

/** @param {string} digits */
function isPort(digits) {
  return Number(digits) >= 1 && Number(digits) <= 0xffff;
}

/** @param {string} text @returns {string | null} */
function readPage(text) {
  if (text.toLowerCase() === 'medimage:') {
    return null;
  }
  // `URL` also reads what has no host, or too many slashes before it.
  if (text.length > MOST_PAGE || !/^https?:\/\/[^/]/i.test(text) || !canParse(text)) {
    throw new MedImageError('no-link');
  }
  const { protocol, hostname, username, password } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  if (!safe || username !== '' || password !== '') {
    throw new MedImageError('no-link');
  }
  return text;
}

/** @param {URLSearchParams} fields @param {string} name */
function only(fields, name) {
  const values = fields.getAll(name);
  if (values.length !== 1) {
    throw new MedImageError('no-link');
  }
  return values[0];
}

/** @param {string} text */
function codeOf(text) {
  try {
    return parseCode(text);
  } catch (e) {
    throw new MedImageError('no-link', {}, e);
  }
}

/** `URL.canParse` came later than X25519. @param {string} text */
function canParse(text) {
  try {
    return new URL(text) !== null;
  } catch {
    return false;
  }
}
