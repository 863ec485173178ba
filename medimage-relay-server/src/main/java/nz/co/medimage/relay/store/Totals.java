package nz.co.medimage.relay.store;

/**
 * What a relay holds in all.
 *
 * @param mailboxes the number of mailboxes
 * @param messages the number of messages without a reply, unfinished ones included
 * @param bytes the whole sizes of those messages
 */
public record Totals(long mailboxes, long messages, long bytes) {}
