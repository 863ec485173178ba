package nz.co.medimage.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.sender.SendStatus;
import nz.co.medimage.sender.Sending;

/** Follows photos on their way and prints how each ended. */
final class SendReport {
  private final Output output;
  private final Map<Sending, String> sendings;
  private final Map<Sending, SendStatus> unpaired = new ConcurrentHashMap<>();

  /**
   * Follows these.
   *
   * @param sendings each with what to call it
   */
  SendReport(Output output, Map<Sending, String> sendings) {
    this.output = output;
    this.sendings = sendings;
  }

  /** Prints a line for each as it ends, and for each that has not by then; gives the exit code. */
  int await(Duration timeout) {
    List<CompletableFuture<?>> reports =
        sendings.entrySet().stream()
            .map(e -> ending(e.getKey(), e.getValue()))
            .collect(Collectors.toList());
    ProgressLine progress = ProgressLine.of(output, sendings.keySet());
    try {
      CompletableFuture.allOf(reports.toArray(CompletableFuture<?>[]::new))
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // what each one came to is looked at below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      progress.close();
    }
    int outcome = Medimage.OK;
    for (Map.Entry<Sending, String> entry : sendings.entrySet()) {
      outcome = worse(outcome, outcome(entry.getKey(), entry.getValue()));
    }
    return outcome;
  }

  /** Ends with the receipt, or once it is clear that only a person can help. */
  private CompletableFuture<?> ending(Sending sending, String name) {
    CompletableFuture<Void> helpless = new CompletableFuture<>();
    sending.onStatus(
        status -> {
          if (status.state() == SendStatus.State.UNPAIRED) {
            unpaired.put(sending, status);
            helpless.complete(null);
          }
        });
    return CompletableFuture.anyOf(
        helpless, sending.receipt().thenAccept(receipt -> print(sending, name, receipt)));
  }

  private int outcome(Sending sending, String name) {
    CompletableFuture<Receipt> receipt = sending.receipt();
    if (receipt.isDone() && !receipt.isCompletedExceptionally()) {
      return receipt.join() instanceof Receipt.Rejected ? Medimage.REJECTED : Medimage.OK;
    }
    SendStatus status = unpaired.getOrDefault(sending, sending.status());
    String detail = status.detail();
    line(
        sending,
        name,
        "waiting",
        "waiting in the outbox" + (detail.isEmpty() ? "" : " (" + detail + ")"),
        "state",
        status.state().name().toLowerCase(Locale.ROOT),
        "detail",
        detail);
    return Medimage.WAITING;
  }

  private void print(Sending sending, String name, Receipt receipt) {
    if (receipt instanceof Receipt.Delivered delivered) {
      List<String> references =
          delivered.filed().stream().map(Filed::reference).collect(Collectors.toList());
      line(
          sending,
          name,
          "delivered",
          "delivered to " + sending.to() + " (" + String.join(", ", references) + ")",
          "references",
          references);
    } else if (receipt instanceof Receipt.Rejected rejected) {
      line(
          sending,
          name,
          "rejected",
          "rejected by " + sending.to() + ": " + rejected.message(),
          "reason",
          rejected.reason(),
          "message",
          rejected.message());
    }
  }

  /** Prints what became of one; {@code more} follows the fields that all such events have. */
  private void line(Sending sending, String name, String event, String what, Object... more) {
    List<Object> fields =
        new ArrayList<>(List.of("file", name, "id", sending.id(), "to", sending.to()));
    Collections.addAll(fields, more);
    output.line(name + ": " + what, event, fields.toArray());
  }

  /** A rejection is worth more attention than a wait, as nobody will try again. */
  private static int worse(int a, int b) {
    return a == Medimage.REJECTED || b == Medimage.REJECTED ? Medimage.REJECTED : Math.max(a, b);
  }
}
