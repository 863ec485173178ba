package nz.co.medimage.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;

/**
 * Photos of 3 MB over the LAN transport on loopback, from {@code send} to the authenticated
 * receipt, everything forced to disk; beside a plain HTTPS upload of the same bytes to a forced
 * file, and beside {@linkplain SealedHttps what no delivery can leave out}. Then eight at once.
 */
public final class LanBenchmark {
  private static final int PHOTO_BYTES = 3_000_000;
  private static final int WARM_UP = 1000;
  private static final int ROUNDS = 5;
  private static final int PHOTOS = 60;
  private static final int SENDERS = 8;
  private static final String ONE = "one photo, ms";
  private static final String ONE_PLAIN = "plain HTTPS upload, ms";
  private static final String ONE_SEALED = "least that a delivery does, ms";
  private static final String EIGHT = "eight senders, photos/s";
  private static final String EIGHT_PLAIN = "eight plain HTTPS uploads, /s";
  private static final String EIGHT_SEALED = "eight that do the least, /s";
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private LanBenchmark() {}

  /** Runs it and prints a line for each figure. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory(Path.of("").toAbsolutePath(), "lan-benchmark-");
    try {
      run(work);
    } finally {
      DurableFiles.deleteTree(work);
    }
  }

  private static void run(Path work) throws Exception {
    Path photo = Files.write(work.resolve("photo.jpg"), Jpeg.like(PHOTO_BYTES));
    Path plainFolder = Files.createDirectory(work.resolve("plain"));
    Path patients = Files.createDirectory(work.resolve("patients"));
    WifiListener wifi =
        WifiListener.builder()
            .port(0)
            .address(java.net.InetAddress.getLoopbackAddress())
            .withoutDiscovery()
            .build();
    List<Sender> senders = new ArrayList<>();
    Path outbox = Files.createDirectory(work.resolve("outbox"));
    try (PlainHttps plain = new PlainHttps(plainFolder);
        SealedHttps sealed = new SealedHttps(outbox, plainFolder);
        Receiver receiver =
            Receiver.builder(work.resolve("pc"))
                .name("PC")
                .listener(wifi)
                .sink(FolderSink.to(patients).state(work.resolve("folders")).build())
                .build()) {
      receiver.start();
      String code = receiver.offerPairing().code();
      for (int i = 0; i < SENDERS; i++) {
        Sender sender =
            Sender.builder(work.resolve("phone" + i))
                .transport(WifiTransport.builder().withoutDiscovery().build())
                .build();
        senders.add(sender);
        sender.start();
        sender.pair(code, "127.0.0.1:" + wifi.port());
      }
      for (int i = 0; i < WARM_UP; i++) {
        deliver(senders.get(i % SENDERS), photo);
        plain.upload(photo);
        sealed.upload(photo);
      }
      Figures figures = new Figures();
      for (int round = 1; round <= ROUNDS; round++) {
        figures.add(ONE, median(() -> deliver(senders.get(0), photo)));
        figures.add(ONE_PLAIN, median(() -> plain.upload(photo)));
        figures.add(ONE_SEALED, median(() -> sealed.upload(photo)));
        pace(figures, EIGHT, i -> deliver(senders.get(i), photo));
        pace(figures, EIGHT_PLAIN, i -> plain.upload(photo));
        pace(figures, EIGHT_SEALED, i -> sealed.upload(photo));
      }
      figures.print();
      figures.printRatio("one photo, of the plain upload's time", ONE, ONE_PLAIN);
      figures.printRatio("the least, of the plain upload's time", ONE_SEALED, ONE_PLAIN);
      figures.printRatio("eight senders, of the plain uploads' pace", EIGHT, EIGHT_PLAIN);
      figures.printRatio("eight that do the least, of theirs", EIGHT_SEALED, EIGHT_PLAIN);
    } finally {
      senders.forEach(Sender::close);
    }
  }

  private static Receipt deliver(Sender sender, Path photo) throws Exception {
    Receipt receipt =
        sender.send(Photo.of(photo), PatientTag.parse("#ZAC5361 arm")).receipt().get();
    if (!(receipt instanceof Receipt.Delivered)) {
      throw new IllegalStateException("not delivered");
    }
    return receipt;
  }

  private interface Task {
    void run() throws Exception;
  }

  private static double median(Task task) throws Exception {
    double[] millis = new double[PHOTOS];
    for (int i = 0; i < PHOTOS; i++) {
      long begin = System.nanoTime();
      task.run();
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    return millis[PHOTOS / 2];
  }

  /** What one of several that run side by side does again and again. */
  private interface Worker {
    void run(int number) throws Exception;
  }

  /** Adds the photos in a second, and the CPU time of both ends for one. */
  private static void pace(Figures figures, String name, Worker worker) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    try {
      long cpu = PROCESS.getProcessCpuTime();
      long begin = System.nanoTime();
      List<Future<?>> all = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        int number = sender;
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < PHOTOS / 2; i++) {
                    worker.run(number);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      int photos = SENDERS * (PHOTOS / 2);
      figures.add(name, photos / seconds);
      figures.add(
          name + ", CPU ms of both ends", (PROCESS.getProcessCpuTime() - cpu) / 1e6 / photos);
    } finally {
      threads.shutdown();
    }
  }
}
