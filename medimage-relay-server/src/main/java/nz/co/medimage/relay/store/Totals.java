package nz.co.medimage.relay.store;

/**
 * What a store holds in all.
 *
 * @param mailboxes how many
 * @param waiting bytes, as {@link Usage#waiting()}
 */
public record Totals(long mailboxes, long waiting) {}
