package nz.co.medimage.sender;

/**
 * The basis for the choice of a route.
 *
 * @param network a number for the current network, until {@link LinkPool#renew}
 * @param opened how many links to the receiver itself have been made so far
 * @param left how often the use of relays has been broken off so far
 */
record Outlook(int network, int opened, int left) {}
