package nz.co.medimage.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.OutboxEntry;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.SenderHome;

/** Prints where each photo of an outbox is. */
final class OutboxList {
  /** How long to wait until each has been tried; a search of the local network takes seconds. */
  private static final Duration FOR_TRIES = Duration.ofSeconds(10);

  /** How long to wait for receipts that may lie at a relay. */
  private static final Duration FOR_RECEIPTS = Duration.ofSeconds(1);

  private final Output output;

  OutboxList(Output output) {
    this.output = output;
  }

  /** Prints what the files of a home tell. */
  void print(SenderHome home) throws IOException {
    List<OutboxEntry> entries = home.outbox();
    if (entries.isEmpty()) {
      output.hint("The outbox is empty.");
    }
    entries.forEach(entry -> print(entry.id(), entry.to(), entry.status()));
  }

  /** Gives each photo that waits one try, and prints where all are then. */
  void print(Sender sender) throws IOException {
    List<Delivery> deliveries = sender.deliveries();
    awaitTries(deliveries);
    deliveries.forEach(delivery -> print(delivery.id(), delivery.to(), delivery.status()));
  }

  private static void awaitTries(Collection<Delivery> deliveries) {
    Futures.awaitAll(
        deliveries.stream().map(OutboxList::tried).collect(Collectors.toList()), FOR_TRIES);
    Futures.awaitAll(
        deliveries.stream()
            .filter(delivery -> awaitsReceipt(delivery.status().state()))
            .map(Delivery::receipt)
            .collect(Collectors.toList()),
        FOR_RECEIPTS);
  }

  private static CompletableFuture<?> tried(Delivery delivery) {
    CompletableFuture<Void> tried = new CompletableFuture<>();
    delivery.onStatus(
        status -> {
          if (status.state() != State.SEALED && status.state() != State.SENDING) {
            tried.complete(null);
          }
        });
    return tried;
  }

  private static boolean awaitsReceipt(State state) {
    return state == State.AT_RELAY || state == State.ARRIVED;
  }

  private void print(EnvelopeId id, String to, DeliveryStatus status) {
    String state = SendReport.shown(status).name().toLowerCase(Locale.ROOT);
    String words = status.state() == State.AT_RELAY ? "at the relay" : state;
    output.line(
        id + "  " + id.createdAt() + "  " + to + "  " + words,
        "outbox",
        "id",
        id,
        "at",
        id.createdAt(),
        "to",
        to,
        "state",
        state);
  }
}
