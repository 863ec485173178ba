// Where a photo is, as one value to show.

/** @typedef {import('./outbox.js').Envelope} Envelope */
/** @typedef {import('./queue.js').Progress} Progress */

/** @typedef {'sealed' | 'sending' | 'waiting' | 'unpaired' | 'damaged' | 'at-relay'} OpenState */

/**
 * Where a photo is.
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} pairing
 * @property {string} to the receiver's name
 * @property {string} tag
 * @property {string} fileName
 * @property {number} size of the sealed envelope in bytes
 * @property {number} sent bytes of it that have left, as far as is known
 * @property {number} sealedAt milliseconds since 1970
 * @property {number} endedAt when the receipt came; 0 before that
 * @property {OpenState | 'delivered' | 'held' | 'rejected'} state
 * @property {string} problem the key of what keeps it here; empty if nothing does
 * @property {number} nextTry milliseconds since 1970; 0 if none is planned
 * @property {string} echo by which one sees that it is the right patient
 * @property {string} reason why it is held or rejected, a code
 * @property {string} message the same as a sentence of the receiver
 * @property {boolean} isOpenable whether this device still has the photo, and can open its sealed copy
 */

/**
 * What was read of an envelope's record.
 * @typedef {object} Text
 * @property {import('./outbox.js').Label} label
 * @property {import('./outbox.js').Outcome | null} outcome
 */

/** What is shown of an envelope whose label cannot be read. */
export const NO_LABEL = { tag: '', fileName: '' };
const NO_OUTCOME = { echo: '', reason: '', message: '' };

/**
 * @param {Envelope} envelope
 * @param {object} known
 * @param {Text | undefined} known.text
 * @param {Progress | undefined} known.progress
 * @param {boolean} known.isPaired whether its pairing is here; without it, it cannot be sent
 * @returns {Delivery}
 */
export function deliveryOf(envelope, { text, progress, isPaired }) {
  const { id, pairing, to, size, sealedAt, endedAt } = envelope;
  const open = endedAt === 0 ? progress : undefined;
  const problem = endedAt === 0 && !isPaired ? 'unknown-pairing' : (open?.problem ?? '');
  return {
    ...{ id, pairing, to, size, sealedAt, endedAt },
    ...(text?.label ?? NO_LABEL),
    ...(text?.outcome ?? NO_OUTCOME),
    state: stateOf(envelope, problem, open?.sending ?? false),
    sent: open?.sent ?? (envelope.state === 'sealed' ? 0 : size),
    problem,
    nextTry: open?.nextTry ?? 0,
    isOpenable: Boolean(envelope.key),
  };
}

/** @param {Envelope} envelope @param {string} problem @param {boolean} sending @returns {Delivery['state']} */
function stateOf(envelope, problem, sending) {
  if (envelope.endedAt !== 0) {
    return /** @type {'delivered' | 'held' | 'rejected'} */ (envelope.state);
  }
  if (problem === 'not-paired' || problem === 'unknown-pairing') {
    return 'unpaired';
  }
  if (problem === 'damaged') {
    return 'damaged';
  }
  if (envelope.state === 'relayed') {
    return 'at-relay';
  }
  return sending ? 'sending' : problem === '' ? 'sealed' : 'waiting';
}
