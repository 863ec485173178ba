/**
 * Shared code of the MedImage modules: the home folder of a device, threads, retries, observers,
 * clocks. Not an API: it may change with every version, and add-ons do not see it.
 */
module nz.co.medimage.runtime {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires org.slf4j;

  exports nz.co.medimage.runtime;
}
