/**
 * What the modules of MedImage share: the marked folder of a device's state, how threads are made,
 * retries run and observers are told, and how clocks are compared. Not for others: it may change
 * with every version, and add-ons do not see it.
 */
module nz.co.medimage.runtime {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires org.slf4j;

  exports nz.co.medimage.runtime;
}
