package nz.co.medimage.benchmarks;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;

/**
 * What one filter that does nothing costs at a photo of 3 MB: the time between two other filters
 * with it between them, beside the time without it. The two take turns, photo by photo.
 */
public final class FilterBenchmark {
  private static final int PHOTO_BYTES = 3_000_000;
  private static final int WARM_UP = 200;
  private static final int PHOTOS = 500;

  private final List<Double> with = new ArrayList<>();
  private final List<Double> without = new ArrayList<>();

  private FilterBenchmark() {}

  /** Runs it and prints a line. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory(Path.of("").toAbsolutePath(), "filter-benchmark-");
    try {
      new FilterBenchmark().run(work);
    } finally {
      DurableFiles.deleteTree(work);
    }
  }

  private void run(Path work) throws Exception {
    Path photo = Files.write(work.resolve("photo.jpg"), Jpeg.like(PHOTO_BYTES));
    try (Side filtered = new Side(work.resolve("filtered"), with, List.of(p -> p));
        Side bare = new Side(work.resolve("bare"), without, List.of())) {
      for (int i = 0; i < WARM_UP + PHOTOS; i++) {
        if (i == WARM_UP) {
          with.clear();
          without.clear();
        }
        filtered.deliver(photo);
        bare.deliver(photo);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d photos of 3 MB: between two filters median %.3f ms (p90 %.3f) with one that does"
            + " nothing, %.3f ms (p90 %.3f) without it%n",
        PHOTOS,
        at(with, 0.5),
        at(with, 0.9),
        at(without, 0.5),
        at(without, 0.9));
  }

  private static double at(List<Double> millis, double share) {
    Collections.sort(millis);
    return millis.get((int) (millis.size() * share));
  }

  /** A sender and a receiver that notes the time between its first and its last filter. */
  private static final class Side implements AutoCloseable {
    private final Receiver receiver;
    private final Sender sender;
    private volatile long passedFirst;

    Side(Path folder, List<Double> millis, List<PhotoFilter> between) throws Exception {
      Path patients = Files.createDirectories(folder.resolve("patients"));
      WifiListener wifi =
          WifiListener.builder()
              .port(0)
              .address(InetAddress.getLoopbackAddress())
              .withoutDiscovery()
              .build();
      Receiver.Builder builder =
          Receiver.builder(folder.resolve("pc"))
              .listener(wifi)
              .sink(FolderSink.to(patients).state(folder.resolve("folders")).build())
              .filter(
                  photo -> {
                    passedFirst = System.nanoTime();
                    return photo;
                  });
      between.forEach(builder::filter);
      receiver =
          builder
              .filter(
                  photo -> {
                    millis.add((System.nanoTime() - passedFirst) / 1e6);
                    return photo;
                  })
              .build();
      receiver.start();
      sender =
          Sender.builder(folder.resolve("phone"))
              .transport(WifiTransport.builder().withoutDiscovery().build())
              .build();
      sender.start();
      sender.pair(receiver.offerPairing().code(), "127.0.0.1:" + wifi.port());
    }

    void deliver(Path photo) throws Exception {
      Receipt receipt = sender.send(Photo.of(photo), PatientTag.parse("#ZAC5361")).receipt().get();
      if (!(receipt instanceof Receipt.Delivered)) {
        throw new IllegalStateException("not delivered");
      }
    }

    @Override
    public void close() throws Exception {
      sender.close();
      receiver.close();
    }
  }
}
