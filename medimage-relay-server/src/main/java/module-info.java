/** A relay: it holds sealed envelopes and receipts for those who are away, and can read neither. */
module nz.co.medimage.relay {
  requires transitive nz.co.medimage.api;
  requires static transitive org.jspecify;

  exports nz.co.medimage.relay.store;
}
