package nz.co.medimage.relay.store;

/**
 * What a mailbox takes up.
 *
 * @param waiting bytes of the messages that were begun and have no reply yet, at their whole sizes
 * @param taken bytes of all messages that it ever took, whole or begun; a message counts once
 */
public record Usage(long waiting, long taken) {}
