package nz.co.medimage.relay.store;

/**
 * What a mailbox takes up.
 *
 * @param waiting bytes of the messages that were begun and have no reply yet, at their whole sizes
 * @param taken those, and the bytes of all envelopes that ever ended with their reply; what was
 *     dropped without one counts no more, and pairing messages only while they wait
 */
public record Usage(long waiting, long taken) {}
