/** The filter {@code resize}: adds a smaller copy of a photo, or replaces the photo by it. */
module nz.co.medimage.filter.resize {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires java.desktop;
  requires net.coobird.thumbnailator;
  requires org.slf4j;

  exports nz.co.medimage.filter.resize;

  provides nz.co.medimage.api.spi.FilterProvider with
      nz.co.medimage.filter.resize.ResizeFilterProvider;
}
