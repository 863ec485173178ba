package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is printed of a photo that a relay keeps. */
@Timeout(60)
@Tag("process")
class AtRelayTest {
  private static final Duration NO_TIME = Duration.ofMillis(1);

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final KeepingTransport relay = new KeepingTransport();
  private Practice practice;
  private Sender sender;
  private Delivery delivery;

  @Command
  static final class Printing {
    @Mixin Output output;
  }

  @BeforeEach
  void sendToTheRelay() throws Exception {
    practice = Practice.paired(folder);
    sender = Sender.builder(practice.phone).transport(relay).withoutWarmUp().build();
    sender.start();
    delivery = sender.send(Photo.of(practice.photo()), PatientTag.parse("#P arm"));
    CompletableFuture<Void> there = new CompletableFuture<>();
    delivery.onStatus(
        status -> {
          if (status.state() == State.AT_RELAY) {
            there.complete(null);
          }
        });
    there.get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    sender.close();
    practice.close();
  }

  private Output output(String... options) {
    Printing printing = new Printing();
    CommandLine command = new CommandLine(printing);
    command.setOut(new PrintWriter(out));
    command.parseArgs(options);
    return printing.output;
  }

  private SendReport report(String... options) {
    return new SendReport(output(options), Map.of(delivery, List.of("arm.jpg")));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void sendSaysThatItIsThereAndWhoTellsMore() {
    assertEquals(Medimage.WAITING, report().await(NO_TIME));
    assertEquals(
        List.of(
            "arm.jpg: at the relay",
            "arm.jpg: waiting at the relay until PC collects it; 'medimage outbox' tells when that"
                + " is done"),
        lines());
  }

  @Test
  void sendSaysWhenItIsDelivered() {
    relay.collect();
    assertEquals(Medimage.OK, report().await(Duration.ofSeconds(20)));
    String last = lines().get(lines().size() - 1);
    assertTrue(last.startsWith("arm.jpg: delivered to PC (P/arm-"), out.toString());
  }

  @Test
  void sendNamesTheStateInJson() {
    report("--json").await(NO_TIME);
    List<String> lines = lines();
    assertTrue(lines.get(0).startsWith("{\"event\":\"at_relay\",\"file\":\"arm.jpg\","));
    assertTrue(lines.get(1).startsWith("{\"event\":\"waiting\",\"file\":\"arm.jpg\","));
    assertTrue(lines.get(1).contains("\"state\":\"at_relay\""), lines.get(1));
  }

  @Test
  void outboxSaysThatItIsThere() throws IOException {
    new OutboxList(output()).print(sender);
    new OutboxList(output("--json")).print(sender);
    assertTrue(lines().get(0).endsWith("  PC  at the relay"), out.toString());
    assertTrue(lines().get(1).endsWith("\"state\":\"at_relay\"}"), out.toString());
  }

  @Test
  void outboxFetchesTheReceiptThatLiesThere() throws IOException {
    sender.close();
    relay.collect();
    sender = Sender.builder(practice.phone).transport(relay).withoutWarmUp().build();
    sender.start();
    new OutboxList(output()).print(sender);
    assertTrue(lines().get(0).endsWith("  PC  delivered"), out.toString());
  }
}
