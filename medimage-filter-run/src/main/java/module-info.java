/** The filter {@code run}: runs a program of any language for each photo. */
module nz.co.medimage.filter.run {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires com.squareup.moshi;
  requires kotlin.stdlib; // of Okio and Moshi, which have no descriptors that say so
  requires okio;
  requires org.slf4j;

  exports nz.co.medimage.filter.run;

  provides nz.co.medimage.api.spi.FilterProvider with
      nz.co.medimage.filter.run.RunFilterProvider;
}
