package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.testkit.FakeSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The end of {@code receive} where a copy of the home started first. */
@Timeout(60)
class ReceiveStopsTest {
  private static final String WHY = "Another PC runs a copy of this home: close one of the two.";

  @TempDir Path folder;

  /** Finds a copy as soon as it listens. */
  private static final class FindsACopy implements Listener {
    @Override
    public String id() {
      return "lan";
    }

    @Override
    public Route start(ListenerContext context) {
      context.stopForCopy(WHY);
      return new Route(id(), Map.of());
    }

    @Override
    public void close() {}
  }

  @Command(name = "receive")
  private final class Receives implements Callable<Integer> {
    @Mixin private Output output;

    @Override
    public Integer call() throws Exception {
      PrintedEvents events = PrintedEvents.withIds(output);
      try (Receiver receiver =
          Receiver.builder(folder)
              .listener(new FindsACopy())
              .sink(new FakeSink("folder"))
              .events(events)
              .withoutWarmUp()
              .build()) {
        receiver.start();
        events.stop().join();
        OfferOption.given().show(receiver, false, output);
        return ReceiveRun.await(events.stop(), () -> {});
      }
    }
  }

  private Run run(String... options) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        new CommandLine(new Receives())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(options);
    return new Run(exit, out.toString(), err.toString());
  }

  @Test
  void itSaysWhyAndExitsWithTheCodeForSomethingToMendAndItsHomeIsFree() throws Exception {
    for (int i = 0; i < 2; i++) {
      Run run = run();
      assertEquals(Medimage.USAGE, run.exit(), run.err());
      assertEquals("medimage: " + WHY + System.lineSeparator(), run.err());
      assertEquals("", run.out());
    }
  }

  @Test
  void inJsonItIsAnError() throws Exception {
    Run run = run("--json");
    assertEquals(Medimage.USAGE, run.exit(), run.err());
    assertEquals(
        "{\"event\":\"error\",\"reason\":\"" + WHY + "\"}" + System.lineSeparator(), run.out());
  }
}
