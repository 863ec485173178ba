package nz.co.medimage.relay.store;

/**
 * How much a mailbox holds and has taken, in bytes.
 *
 * @param waiting the whole sizes of the messages without a reply, unfinished ones included
 * @param taken the same, and the sizes of all envelopes that ever had their reply; messages that
 *     were dropped without one do not count, pairing messages only while they wait
 */
public record Usage(long waiting, long taken) {}
