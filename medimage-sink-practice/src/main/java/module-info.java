/** Looks patients up and files photos in practice software, by SQL or by web services. */
module nz.co.medimage.sink.practice {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
}
