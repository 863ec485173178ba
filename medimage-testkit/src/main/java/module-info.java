/**
 * For tests only: the contracts of sinks, filters, patient checks, intakes and transports as test
 * classes; fakes; and faults to inject into networks and disks.
 */
module nz.co.medimage.testkit {
  requires transitive nz.co.medimage.api;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;
  requires java.compiler;
  requires java.desktop;

  exports nz.co.medimage.testkit;

  opens nz.co.medimage.testkit to
      org.junit.platform.commons;
}
