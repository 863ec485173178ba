package nz.co.medimage.sender;

/**
 * What the choice of a route is based on.
 *
 * @param network a number that stands for the network of now, until {@link LinkPool#renew}
 * @param opened how many links to the receiver itself have been made so far
 * @param left how often what is done at relays has been broken off so far
 */
record Outlook(int network, int opened, int left) {}
