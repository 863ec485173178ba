package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sink.folders.FolderSink;

/**
 * What a receiver's home with very many deliveries costs: its start, its newest page at first use
 * and again, the pages after it. Each round is a JVM of its own, with a heap of 256 MB. Argument:
 * how many deliveries, 1,000,000 by default.
 */
public final class LedgerBenchmark {
  private static final int ROUNDS = 5;
  private static final int PAGE = 50;
  private static final int REPEATS = 20;

  private LedgerBenchmark() {}

  /** Fills a home, then measures. */
  public static void main(String[] args) throws Exception {
    if (args.length == 2) {
      measure(Path.of(args[1]));
      return;
    }
    int deliveries = args.length == 1 ? Integer.parseInt(args[0]) : 1_000_000;
    Path folder = Files.createTempDirectory("ledger-benchmark");
    receiver(folder).close();
    Path ledger = ledger(folder.resolve("pc"));
    fill(ledger, deliveries);
    System.out.printf(
        "%d deliveries: %d bytes each%n", deliveries, Files.size(ledger) / deliveries);
    for (int round = 0; round < ROUNDS; round++) {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              LedgerBenchmark.class.getName(),
              "measure",
              folder.toString());
      int unused = new ProcessBuilder(command).inheritIO().start().waitFor();
    }
    System.out.println("Left in " + folder);
  }

  private static Receiver receiver(Path folder) throws IOException {
    Receiver receiver =
        Receiver.builder(folder.resolve("pc"))
            .withoutWarmUp()
            .sink(FolderSink.to(folder.resolve("to")).state(folder.resolve("sink")).build())
            .build();
    receiver.start();
    return receiver;
  }

  private static Path ledger(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(file -> file.toString().endsWith("ledger.db")).findFirst().orElseThrow();
    }
  }

  /** Ids as they come over five years, one every two and a half minutes. */
  private static void fill(Path ledger, int deliveries) throws SQLException {
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement sql = sqlite.createStatement()) {
      String pairing = "0123456789abcdef0123456789abcdef";
      sql.executeUpdate(
          "INSERT INTO device VALUES (1, unhex('" + pairing + "'), 'Ward phone', NULL)");
      sql.executeUpdate(
          "INSERT INTO entry WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i"
              + " < "
              + deliveries
              + ") SELECT unhex(printf('%012x7%03x9%015x', 1600000000000 + i * 150000, i % 4096,"
              + " abs(random() % 1000000000)) || '"
              + pairing
              + "'), 1, 3145900, 1600000000000 + i * 150000, NULL, NULL,"
              + " printf('[\"folders\",\"ZAC%05d/arm-20261124-0921%06d.jpg\"]', i % 90000, i), NULL,"
              + " randomblob(32) FROM n");
    }
  }

  private static void measure(Path folder) throws IOException {
    long jvm = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    long begun = System.nanoTime();
    try (Receiver receiver = receiver(folder)) {
      long started = System.nanoTime();
      Page cold = Page.newest(receiver);
      List<Page> pages = new ArrayList<>();
      DeliveryRecord last = cold.last();
      for (int i = 0; i < REPEATS; i++) {
        DeliveryRecord before = last;
        Page page = Page.of(() -> receiver.deliveriesBefore(before.id(), PAGE));
        last = page.last();
        pages.add(page);
      }
      List<Page> warm = new ArrayList<>();
      for (int i = 0; i < REPEATS; i++) {
        warm.add(Page.newest(receiver));
      }
      System.out.printf(
          "JVM %d ms; start %.0f ms; newest %d: cold %s, warm %s; next pages %s%n",
          jvm, (started - begun) / 1e6, PAGE, cold, median(warm), median(pages));
    }
  }

  private static Page median(List<Page> pages) {
    return pages.stream()
        .sorted(Comparator.comparingLong(Page::nanos))
        .skip(pages.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private interface Query {
    List<DeliveryRecord> run() throws IOException;
  }

  /** What it cost to read a page. */
  private record Page(DeliveryRecord last, long nanos, long cpu, long allocated) {
    static Page newest(Receiver receiver) throws IOException {
      return of(() -> receiver.deliveries(PAGE));
    }

    static Page of(Query query) throws IOException {
      long allocated = allocatedByThread();
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long begun = System.nanoTime();
      List<DeliveryRecord> records = query.run();
      long ended = System.nanoTime();
      return new Page(
          records.get(PAGE - 1),
          ended - begun,
          ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu,
          allocatedByThread() - allocated);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.1f ms (CPU %.1f, %.1f MB allocated)",
          nanos / 1e6,
          cpu / 1e6,
          allocated / 1e6);
    }
  }

  /** What this thread has allocated in all, which is more than it ever needed at once. */
  private static long allocatedByThread() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
        .getCurrentThreadAllocatedBytes();
  }
}
