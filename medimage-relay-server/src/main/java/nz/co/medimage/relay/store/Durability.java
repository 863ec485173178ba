package nz.co.medimage.relay.store;

/** What holds of a transaction once it is committed. */
enum Durability {
  /** It is on stable storage, with all that was committed before it. */
  FORCED,

  /**
   * It survives the end of this process, but perhaps not that of the machine or of the database;
   * the next that is forced forces it too.
   */
  LAZY
}
