package nz.co.medimage.sender;

/**
 * One of the routes of a pairing, as far as a transport of this sender takes it.
 *
 * @param index its place in {@link Pairings#routes}
 * @param transport the transport's id
 * @param isStoreAndForward whether it ends at a relay rather than at the receiver itself
 * @param lent whether it did not come with the pairing, but with a later one
 */
record RouteRef(int index, String transport, boolean isStoreAndForward, boolean lent) {

  /**
   * Whether what it leads to may only pass photos on, and decides nothing. What a lent route leads
   * to holds the receiver's key, but may be a home restored from a copy, which does not know the
   * earlier pairing.
   */
  boolean countsAsRelay() {
    return isStoreAndForward || lent;
  }
}
