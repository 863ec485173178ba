package nz.co.medimage.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import nz.co.medimage.api.OutcomeTexts;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.PairedReceiver;
import org.jspecify.annotations.Nullable;

/** Follows photos on their way and prints how each ended. */
final class SendReport {
  private final Output output;
  private final Map<Delivery, List<String>> deliveries;
  private final List<PairedReceiver> paired;
  private final Map<Delivery, DeliveryStatus> unpaired = new ConcurrentHashMap<>();

  /** The last of each that said why it waits. */
  private final Map<Delivery, DeliveryStatus> waited = new ConcurrentHashMap<>();

  /**
   * Follows these.
   *
   * @param deliveries each with what to call it; files that are one photo are told of one by one
   */
  SendReport(Output output, Map<Delivery, List<String>> deliveries) {
    this(output, deliveries, List.of());
  }

  /**
   * The same.
   *
   * @param paired those that photos can be sent to
   */
  SendReport(Output output, Map<Delivery, List<String>> deliveries, List<PairedReceiver> paired) {
    this.output = output;
    this.deliveries = deliveries;
    this.paired = paired;
  }

  /**
   * Prints a line for each that comes to lie at a relay, for each as it ends, and for each that has
   * not by then; gives the exit code.
   */
  int await(Duration timeout) {
    follow(timeout);
    return outcome();
  }

  /** Those of which it is clear that the receiver does not accept this device. */
  Set<Delivery> unpaired() {
    return unpaired.keySet();
  }

  /** Prints a line for each that comes to lie at a relay, and for each as it ends. */
  void follow(Duration timeout) {
    List<CompletableFuture<?>> reports =
        deliveries.entrySet().stream()
            .map(e -> ending(e.getKey(), e.getValue()))
            .collect(Collectors.toList());
    ProgressLine progress = ProgressLine.of(output, deliveries.keySet());
    try {
      Futures.awaitAll(reports, timeout);
    } finally {
      progress.close();
    }
  }

  /** Prints a line for each that has not ended; gives the exit code. */
  int outcome() {
    int outcome = Medimage.OK;
    for (Map.Entry<Delivery, List<String>> entry : deliveries.entrySet()) {
      outcome = worse(outcome, outcome(entry.getKey(), entry.getValue()));
    }
    return outcome;
  }

  /** Ends with the receipt, or once it is clear that only a person can help. */
  private CompletableFuture<?> ending(Delivery delivery, List<String> names) {
    CompletableFuture<Void> helpless = new CompletableFuture<>();
    AtomicBoolean atRelay = new AtomicBoolean();
    delivery.onStatus(
        status -> {
          // Another thread may tell of the end meanwhile, which goes first then.
          if (status.state() == State.AT_RELAY
              && !delivery.status().state().isFinal()
              && atRelay.compareAndSet(false, true)) {
            line(delivery, names, "at_relay", "at the relay");
          }
          if (status.state() == State.UNPAIRED) {
            unpaired.put(delivery, status);
            helpless.complete(null);
          }
          if (status.state() == State.WAITING && !status.detail().isEmpty()) {
            waited.put(delivery, status);
          }
        });
    return CompletableFuture.anyOf(
        helpless, delivery.receipt().thenAccept(receipt -> print(delivery, names, receipt)));
  }

  private int outcome(Delivery delivery, List<String> names) {
    CompletableFuture<Receipt> receipt = delivery.receipt();
    if (receipt.isDone() && !receipt.isCompletedExceptionally()) {
      return receipt.join() instanceof Receipt.Delivered ? Medimage.OK : Medimage.REJECTED;
    }
    DeliveryStatus status = unpaired.getOrDefault(delivery, delivery.status());
    String detail = detail(delivery, status);
    if (status.state() == State.DAMAGED) {
      line(delivery, names, "damaged", detail, "detail", detail);
      return Medimage.REJECTED;
    }
    line(
        delivery,
        names,
        "waiting",
        where(delivery, status.state()) + (detail.isEmpty() ? "" : " (" + detail + ")"),
        "state",
        shown(status).name().toLowerCase(Locale.ROOT),
        "detail",
        detail);
    return Medimage.WAITING;
  }

  /** That it is to be paired again would be wrong of one that has been since. */
  private String detail(Delivery delivery, DeliveryStatus status) {
    boolean again =
        status.state() == State.UNPAIRED
            && !delivery.mayBeFiled()
            && paired.stream()
                .filter(receiver -> receiver.name().equals(delivery.to()))
                .anyMatch(receiver -> receiver.pairedAt().isAfter(delivery.id().createdAt()));
    return again
        ? "It is sealed for a pairing that has ended: send its file again, or drop it with 'outbox"
            + " --drop "
            + delivery.id()
            + "'."
        : reason(delivery, status);
  }

  /**
   * While the next try is in progress, the reason of the last one still stands until a byte leaves.
   */
  private String reason(Delivery delivery, DeliveryStatus status) {
    DeliveryStatus last = waited.getOrDefault(delivery, status);
    boolean noneSince =
        status.sent() <= last.sent()
            && (status.state() == State.SENDING || status.state() == State.SEALED);
    if (!status.detail().isEmpty() || !noneSince) {
      return status.detail();
    }
    if (!last.detail().isEmpty()) {
      return last.detail();
    }
    if (status.state() == State.SEALED) {
      return "its turn has not come yet";
    }
    return status.sent() > 0 ? "" : "no route to " + delivery.to() + " has worked yet";
  }

  /** A photo of which no byte has left waits, though a route is being looked for. */
  static State shown(DeliveryStatus status) {
    return status.state() == State.SENDING && status.sent() == 0 ? State.WAITING : status.state();
  }

  private static String where(Delivery delivery, State state) {
    if (state == State.AT_RELAY) {
      return "waiting at the relay until "
          + delivery.to()
          + " collects it; 'medimage outbox' tells when that is done";
    }
    if (state == State.ARRIVED) {
      return "arrived at " + delivery.to() + ", which has not filed it yet; the receiver says why";
    }
    return state == State.UNPAIRED && delivery.mayBeFiled()
        ? "waiting in the outbox, not sent again without --again"
        : "waiting in the outbox";
  }

  private void print(Delivery delivery, List<String> names, Receipt receipt) {
    if (receipt instanceof Receipt.Delivered delivered) {
      List<String> references =
          delivered.references().stream()
              .map(SinkReference::reference)
              .filter(reference -> !reference.isEmpty())
              .collect(Collectors.toList());
      line(
          delivery,
          names,
          "delivered",
          "delivered to "
              + delivery.to()
              + (references.isEmpty() ? "" : " (" + String.join(", ", references) + ")")
              + delivered.echo().map(echo -> ", patient: " + echo).orElse(""),
          "references",
          references,
          "echo",
          delivered.echo().orElse(null));
    } else if (receipt instanceof Receipt.Held held) {
      line(
          delivery,
          names,
          "held",
          "held at " + delivery.to() + ": " + OutcomeTexts.of(held, Locale.getDefault()),
          "reason",
          held.code(),
          "message",
          held.message());
    } else if (receipt instanceof Receipt.Rejected rejected) {
      line(
          delivery,
          names,
          "rejected",
          "rejected by " + delivery.to() + ": " + OutcomeTexts.of(rejected, Locale.getDefault()),
          "reason",
          rejected.code(),
          "message",
          rejected.message());
    }
  }

  /** Prints what became of one; {@code more} follows the fields that all such events have. */
  private void line(
      Delivery delivery, List<String> names, String event, String what, @Nullable Object... more) {
    for (String name : names) {
      List<@Nullable Object> fields =
          new ArrayList<>(List.of("file", name, "id", delivery.id(), "to", delivery.to()));
      Collections.addAll(fields, more);
      output.line(name + ": " + what, event, fields.toArray());
    }
  }

  /** What nobody will try again is worth more attention than a wait. */
  static int worse(int a, int b) {
    return a == Medimage.REJECTED || b == Medimage.REJECTED ? Medimage.REJECTED : Math.max(a, b);
  }
}
