package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.transport.relay.RelayTransport;
import nz.co.medimage.transport.wifi.WifiTransport;

/**
 * Thousands of photos that wait in one outbox: sealed while nobody can be reached, then left at a
 * relay, found there again by the next sender of the home, and delivered when the receiver comes;
 * with {@code lan} as the second argument straight to the receiver. Relay and receiver are
 * processes of their own; the CPU time is the sender's.
 */
public final class QueueBenchmark {
  private static final int PHOTO_BYTES = 100_000;
  private static final long PATIENCE_SECONDS = 240;

  private final Path work;
  private final int count;
  private final boolean lan;
  private final int port;
  private final List<Command> children = new ArrayList<>();

  private QueueBenchmark(Path work, int count, boolean lan) throws IOException {
    this.work = work;
    this.count = count;
    this.lan = lan;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  /** Runs it and prints a line for each step. Arguments: how many photos, and {@code lan}. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory(Path.of("").toAbsolutePath(), "queue-benchmark-");
    int count = args.length == 0 ? 2_000 : Integer.parseInt(args[0]);
    QueueBenchmark benchmark = new QueueBenchmark(work, count, args.length > 1);
    try {
      benchmark.run();
    } finally {
      benchmark.children.forEach(Command::close);
      DurableFiles.deleteTree(work);
    }
  }

  private void run() throws Exception {
    if (!lan) {
      relay();
    }
    Command receiver = receiver("--pair");
    String code = receiver.await("Pairing code: (\\S+) ");
    try (Sender sender = sender()) {
      sender.pair(code, (lan ? "" : "http://") + "127.0.0.1:" + port);
    }
    children.forEach(Command::close);
    Sender sender = sender();
    Step step = new Step("sealed while nobody can be reached");
    Photo photo = Photo.of(Files.write(work.resolve("photo.jpg"), Jpeg.like(PHOTO_BYTES)));
    for (int i = 0; i < count; i++) {
      sender.send(photo, PatientTag.parse("#ZAC5361 arm " + i));
    }
    step.end(0);
    if (lan) {
      receiver();
      step = new Step("delivered");
      sender.retryNow();
      step.end(await(sender, State.DELIVERED));
    } else {
      relay();
      step = new Step("left at the relay");
      sender.retryNow();
      step.end(await(sender, State.AT_RELAY));
      sender.close();
      step = new Step("found at the relay by the next sender");
      sender = sender();
      step.end(await(sender, State.AT_RELAY));
      receiver();
      step = new Step("delivered once the receiver comes");
      step.end(await(sender, State.DELIVERED));
    }
    sender.close();
  }

  private Sender sender() throws IOException {
    Sender sender =
        Sender.builder(work.resolve("phone"))
            .transport(
                lan
                    ? WifiTransport.builder().withoutDiscovery().build()
                    : RelayTransport.builder().build())
            .build();
    sender.start();
    return sender;
  }

  /** Waits until all are in a state, or patience ends; tells how many are not. */
  private static int await(Sender sender, State state) throws Exception {
    List<Delivery> all = sender.deliveries();
    CountDownLatch left = new CountDownLatch(all.size());
    for (Delivery sending : all) {
      boolean[] counted = {false};
      sending.onStatus(
          status -> {
            if (status.state().compareTo(state) >= 0 && !counted[0]) {
              counted[0] = true;
              left.countDown();
            }
          });
    }
    boolean unused = left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return (int) left.getCount();
  }

  private void relay() throws Exception {
    Command relay =
        start(
            "relay",
            "--home",
            work.resolve("relay"),
            "--port",
            port,
            "--address",
            "127.0.0.1",
            "--quota",
            "100GB",
            "--max-waiting",
            "100GB",
            "--max-requests",
            "10000000");
    relay.await("(" + port + ")");
  }

  private Command receiver(Object... more) throws Exception {
    List<Object> args =
        new ArrayList<>(
            List.of("receive", "--home", work.resolve("pc"), "--to", work.resolve("patients")));
    args.addAll(List.of("--name", "PC", "--address", "127.0.0.1", "--no-discovery"));
    args.addAll(lan ? List.of("--port", port) : List.of("--port", 0));
    if (!lan) {
      args.addAll(List.of("--relay", "http://127.0.0.1:" + port));
    }
    args.addAll(List.of(more));
    Command receiver = start(args.toArray());
    receiver.await("on port ([0-9]+)");
    return receiver;
  }

  private Command start(Object... args) throws IOException {
    Command command = Command.start(args);
    children.add(command);
    return command;
  }

  /** What one step takes of time, and of this process's CPU. */
  private final class Step {
    private final String name;
    private final long begin = System.nanoTime();
    private final long cpu = cpu();

    Step(String name) {
      this.name = name;
    }

    private long cpu() {
      return ((com.sun.management.OperatingSystemMXBean)
              ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }

    void end(int left) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      double busy = (cpu() - cpu) / 1e9;
      System.gc();
      System.out.printf(
          Locale.ROOT,
          "%d %s: %.1f s, %.1f s of CPU, %d MB of heap then%s%n",
          count - left,
          name,
          seconds,
          busy,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_000_000,
          left == 0 ? "" : ", given up with " + left + " left");
    }
  }
}
