/** Files photos into patient folders: a main folder and any number of copies of it. */
module nz.co.medimage.sink.folders {
  requires transitive nz.co.medimage.api;
  requires static org.jspecify;
  requires nz.co.medimage.runtime;
  requires nz.co.medimage.store;
  requires org.slf4j;

  exports nz.co.medimage.sink.folders;

  provides nz.co.medimage.api.spi.SinkProvider with
      nz.co.medimage.sink.folders.FoldersSinkProvider;
}
