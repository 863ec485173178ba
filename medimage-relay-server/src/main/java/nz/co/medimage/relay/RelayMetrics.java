package nz.co.medimage.relay;

import java.util.Optional;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.v1.ProblemType;

/** The metrics of a relay. They never tell one mailbox from another. */
interface RelayMetrics extends AutoCloseable {
  /** What an operator has to do who asks for figures where nobody counts. */
  String MISSING =
      "A relay that shows metrics needs io.micrometer:micrometer-registry-prometheus;"
          + " medimage-bom has its version";

  /** Counts for Prometheus, or nothing where its library is missing. */
  static RelayMetrics create() {
    return isAvailable() ? new PrometheusMetrics() : new None();
  }

  /** Whether the library is there. */
  static boolean isAvailable() {
    try {
      Class.forName(
          "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
          false,
          RelayMetrics.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Shows what the store and the waiters hold at each moment. */
  void watch(RelayStore store, Waiters waiters);

  void taken(long size);

  void replied();

  void refused(ProblemType type);

  /** All of it, in Prometheus's text format; empty if nothing is counted. */
  Optional<String> text();

  @Override
  void close();

  /** Counts nothing. */
  final class None implements RelayMetrics {
    private None() {}

    @Override
    public void watch(RelayStore store, Waiters waiters) {}

    @Override
    public void taken(long size) {}

    @Override
    public void replied() {}

    @Override
    public void refused(ProblemType type) {}

    @Override
    public Optional<String> text() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
