package nz.co.medimage.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
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
 * file. Then eight senders at once, beside eight plain uploads.
 */
public final class LanBenchmark {
  private static final int PHOTO_BYTES = 3_000_000;
  private static final int WARM_UP = 1000;
  private static final int ROUNDS = 5;
  private static final int PHOTOS = 60;
  private static final int SENDERS = 8;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private LanBenchmark() {}

  /** Runs it and prints a table. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory(Path.of("").toAbsolutePath(), "lan-benchmark-");
    try {
      run(work);
    } finally {
      DurableFiles.deleteTree(work);
    }
  }

  private static void run(Path work) throws Exception {
    Path photo = Files.write(work.resolve("photo.jpg"), jpegLike());
    Path plainFolder = Files.createDirectory(work.resolve("plain"));
    Path patients = Files.createDirectory(work.resolve("patients"));
    WifiListener wifi =
        WifiListener.builder()
            .port(0)
            .address(java.net.InetAddress.getLoopbackAddress())
            .withoutDiscovery()
            .build();
    List<Sender> senders = new ArrayList<>();
    try (PlainHttps plain = new PlainHttps(plainFolder);
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
      }
      for (int round = 1; round <= ROUNDS; round++) {
        double[] ours = times(() -> deliver(senders.get(0), photo));
        double[] theirs =
            times(
                () -> {
                  plain.upload(photo);
                  return null;
                });
        System.out.printf(
            Locale.ROOT,
            "round %d: photo median %.1f ms (p90 %.1f), plain HTTPS %.1f ms; %d senders: %s,"
                + " plain HTTPS %s%n",
            round,
            at(ours, 0.5),
            at(ours, 0.9),
            at(theirs, 0.5),
            SENDERS,
            pace(i -> deliver(senders.get(i), photo)),
            pace(i -> plain.upload(photo)));
      }
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

  private static double[] times(Callable<?> task) throws Exception {
    double[] millis = new double[PHOTOS];
    for (int i = 0; i < PHOTOS; i++) {
      long begin = System.nanoTime();
      Object unused = task.call();
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    return millis;
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) (sorted.length * share)];
  }

  /** What one of several that run side by side does again and again. */
  private interface Worker {
    void run(int number) throws Exception;
  }

  /** Photos in a second, and the CPU time of both ends for one. */
  private static String pace(Worker worker) throws Exception {
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
      double cpuMillis = (PROCESS.getProcessCpuTime() - cpu) / 1e6 / photos;
      return String.format(
          Locale.ROOT, "%.0f photos/s and %.1f ms of CPU each", photos / seconds, cpuMillis);
    } finally {
      threads.shutdown();
    }
  }

  private static byte[] jpegLike() {
    byte[] bytes = new byte[PHOTO_BYTES];
    new Random(3).nextBytes(bytes);
    byte[] start = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xDB};
    System.arraycopy(start, 0, bytes, 0, start.length);
    return bytes;
  }
}
