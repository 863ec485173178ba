// The routes to a receiver, as it tells them at pairing and in receipts.

import { MedImageError } from './errors.js';
import { objectsField, textField, textsField } from './json.js';

/** @typedef {{ transport: string, parameters: Record<string, string> }} Route */

const RELAY = 'relay';

/** @param {import('./json.js').JsonObject} object @returns {Route[]} its field `routes` */
export function readRoutes(object) {
  return objectsField(object, 'routes').map((route) => {
    const parameters = textsField(route, 'parameters');
    // What a person typed on this device stays; a receiver cannot tell it (wire-v1.md, section 6).
    delete parameters.typed;
    return { transport: textField(route, 'transport'), parameters };
  });
}

/**
 * The relays among routes. A browser has no way into the local network: a receiver's certificate
 * is its own, and `fetch` cannot be told to trust it.
 * @param {Route[]} routes
 * @returns {string[]} origins, in the routes' order
 */
export function relaysOf(routes) {
  const relays = routes
    .filter((route) => route.transport === RELAY)
    .map((route) => originOf(route.parameters.url ?? ''));
  return [...new Set(relays.filter((origin) => origin !== null))];
}

/**
 * @param {string} text such as `https://relay.example`; without a scheme it is https
 * @returns {string} the origin
 * @throws {MedImageError} `no-relay-address` if it is no address of a relay
 */
export function relayOrigin(text) {
  const typed = text.trim();
  const origin = originOf(/^[a-z]+:\/\//i.test(typed) ? typed : 'https://' + typed);
  if (origin === null) {
    throw new MedImageError('no-relay-address');
  }
  return origin;
}

/** @param {string} text @returns {string | null} */
function originOf(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
  return safe && url.username === '' && url.password === '' ? url.origin : null;
}
