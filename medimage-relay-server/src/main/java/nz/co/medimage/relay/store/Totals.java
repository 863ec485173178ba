package nz.co.medimage.relay.store;

/**
 * What a relay holds in all.
 *
 * @param mailboxes how many there are
 * @param messages how many were begun and have no reply yet
 * @param bytes of those, at their whole sizes
 */
public record Totals(long mailboxes, long messages, long bytes) {}
