package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.transport.wifi.WifiTransport;

/**
 * What one photo of 3 MB costs each side over the LAN transport, by what Linux counts for a
 * process: CPU time, bytes read and written by system calls (of files and of the network), and
 * bytes of pages that it made dirty, some of which are deleted before they reach the disk. Then the
 * first photos of receivers that have just started, and of receivers that have run for a while
 * since. The sender is this process, the receiver the command in another.
 */
public final class CostBenchmark {
  private static final int PHOTO_BYTES = 3_000_000;
  private static final int WARM_UP = 400;
  private static final int PHOTOS = 200;
  private static final int STARTS = 5;
  private static final long AT_REST_MILLIS = 3_000;
  private static final int TICKS_PER_SECOND = 100;

  private final Path work;
  private final Sender sender;
  private final Path photo;
  private Command receiver;
  private final int port;

  private CostBenchmark(Path work) throws Exception {
    this.work = work;
    photo = Files.write(work.resolve("photo.jpg"), Jpeg.like(PHOTO_BYTES));
    sender =
        Sender.builder(work.resolve("phone"))
            .transport(WifiTransport.builder().withoutDiscovery().build())
            .build();
    sender.start();
    receiver = receive(0, "--pair");
    port = Integer.parseInt(receiver.await("on port ([0-9]+)"));
    sender.pair(receiver.await("Pairing code: (\\S+) "), "127.0.0.1:" + port);
  }

  /** Runs it and prints a line for each figure. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory(Path.of("").toAbsolutePath(), "cost-benchmark-");
    try {
      CostBenchmark benchmark = new CostBenchmark(work);
      try {
        benchmark.measure();
        benchmark.firstPhotos("that has just started", 0);
        benchmark.firstPhotos("at rest", AT_REST_MILLIS);
      } finally {
        benchmark.sender.close();
        benchmark.receiver.close();
      }
    } finally {
      DurableFiles.deleteTree(work);
    }
  }

  private Command receive(int port, String... more) throws IOException {
    List<Object> args = new ArrayList<>(List.of("receive", "--home", work.resolve("pc")));
    args.addAll(List.of("--to", work.resolve("patients"), "--name", "PC", "--port", port));
    args.addAll(List.of("--address", "127.0.0.1", "--no-discovery"));
    args.addAll(List.of(more));
    return Command.start(args.toArray());
  }

  private void measure() throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      deliver();
    }
    Map<String, Long> here = counts(ProcessHandle.current().pid());
    Map<String, Long> there = counts(receiver.pid());
    for (int i = 0; i < PHOTOS; i++) {
      deliver();
    }
    print("sender", here, counts(ProcessHandle.current().pid()));
    print("receiver", there, counts(receiver.pid()));
  }

  private static void print(String who, Map<String, Long> before, Map<String, Long> after) {
    StringBuilder line = new StringBuilder(who + ", for one photo:");
    after.forEach(
        (what, count) ->
            line.append(
                String.format(
                    Locale.ROOT,
                    " %s %.2f",
                    what,
                    (count - before.getOrDefault(what, 0L)) / 1e6 / PHOTOS)));
    System.out.println(line);
  }

  /** In millionths of what the label says. */
  private static Map<String, Long> counts(long pid) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    Path process = Path.of("/proc", Long.toString(pid));
    Map<String, String> labels =
        Map.of("rchar", "MB read", "wchar", "MB written", "write_bytes", "MB of dirty pages");
    for (String line : Files.readAllLines(process.resolve("io"))) {
      String[] parts = line.split(": ", 2);
      if (labels.containsKey(parts[0])) {
        counts.put(labels.get(parts[0]), Long.parseLong(parts[1]));
      }
    }
    // Fields 14 and 15, counted from behind the name, which may hold blanks.
    String stat = Files.readString(process.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    counts.put("ms of CPU", ticks * 1000 / TICKS_PER_SECOND * 1_000_000);
    return counts;
  }

  private void firstPhotos(String which, long restMillis) throws Exception {
    double[] first = new double[STARTS];
    double[] second = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      receiver.close();
      receiver = receive(port);
      receiver.await("on port ([0-9]+)");
      Thread.sleep(restMillis);
      first[i] = deliver();
      second[i] = deliver();
    }
    Arrays.sort(first);
    Arrays.sort(second);
    System.out.printf(
        Locale.ROOT,
        "photos of a receiver %s: first %.0f ms, second %.0f ms%n",
        which,
        first[STARTS / 2],
        second[STARTS / 2]);
  }

  private double deliver() throws Exception {
    long begin = System.nanoTime();
    Receipt receipt =
        sender.send(Photo.of(photo), PatientTag.parse("#ZAC5361 arm")).receipt().get();
    if (!(receipt instanceof Receipt.Delivered)) {
      throw new IllegalStateException("not delivered");
    }
    return (System.nanoTime() - begin) / 1e6;
  }
}
