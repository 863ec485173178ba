package nz.co.medimage.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.Totals;
import nz.co.medimage.transport.http.v1.ProblemType;

/** Counts for Prometheus. Not to be loaded where its library is missing. */
final class PrometheusMetrics implements RelayMetrics {
  /** The types of problems that are counted. */
  private static final Set<ProblemType> REFUSALS =
      EnumSet.of(
          ProblemType.ENROLMENT_REFUSED,
          ProblemType.ENVELOPE_EXPIRED,
          ProblemType.ENVELOPE_TOO_LARGE,
          ProblemType.MAILBOX_FULL,
          ProblemType.QUOTA_USED_UP,
          ProblemType.RELAY_FULL,
          ProblemType.TOO_MANY_REQUESTS,
          ProblemType.TOO_MANY_SENDERS);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter envelopes =
      counter("medimage.relay.envelopes", "Envelopes that came in whole");
  private final Counter bytes = counter("medimage.relay.bytes", "Their bytes");
  private final Counter replies =
      counter("medimage.relay.replies", "Receipts and pairing answers that came in");

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  @Override
  public void watch(RelayStore store, Waiters waiters) {
    // A counter that first appears with its first refusal hides that one from alerts on its rate.
    for (ProblemType type : REFUSALS) {
      var unused = refusals(type);
    }
    Gauge.builder("medimage.relay.requests.parked", () -> waiters.count())
        .description("Requests that wait for something")
        .register(registry);
    total(store, "medimage.relay.mailboxes", "Mailboxes", Totals::mailboxes);
    total(store, "medimage.relay.waiting.bytes", "Bytes that wait", Totals::bytes);
  }

  private void total(
      RelayStore store, String name, String description, ToLongFunction<Totals> figure) {
    Gauge.builder(name, store, s -> now(s, figure)).description(description).register(registry);
  }

  private static double now(RelayStore store, ToLongFunction<Totals> figure) {
    try {
      return (double) figure.applyAsLong(store.totals());
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  @Override
  public void taken(long size) {
    envelopes.increment();
    bytes.increment((double) size);
  }

  @Override
  public void replied() {
    replies.increment();
  }

  @Override
  public void refused(ProblemType type) {
    refusals(type).increment();
  }

  private Counter refusals(ProblemType type) {
    return Counter.builder("medimage.relay.refusals")
        .description("Requests that met a limit")
        .tag("type", type.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  @Override
  public Optional<String> text() {
    return Optional.of(registry.scrape());
  }

  @Override
  public void close() {
    registry.close();
  }
}
