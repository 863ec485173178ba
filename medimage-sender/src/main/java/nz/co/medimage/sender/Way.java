package nz.co.medimage.sender;

/**
 * One of a pairing's routes, as far as a transport of this sender takes it.
 *
 * @param route its place in the pairing's list
 * @param transport the transport's id
 * @param leadsToRelay whether it ends at a relay rather than at the receiver itself
 */
record Way(int route, String transport, boolean leadsToRelay) {}
