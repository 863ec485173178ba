package nz.co.medimage.relay.store;

/** Listens to other nodes until it is closed. */
@FunctionalInterface
interface Signals extends AutoCloseable {
  @Override
  void close();
}
