package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.relay.Limits;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.transport.relay.RelayListener;
import nz.co.medimage.transport.relay.RelayTransport;

/**
 * Photos of 3 MB through a relay on loopback: from {@code send} to the authenticated receipt while
 * everybody is there, and into folders when a receiver comes to 100 that wait. Beside it a plain
 * HTTPS upload of the same bytes to a forced file, and the least that two hops cost: {@link
 * SealedHttps} and one such upload more. The relay keeps files, or with arguments what it has in
 * the PostgreSQL at that URL, whose user is {@code postgres}; with 2 as the second argument sender
 * and receiver speak to two nodes on it.
 */
public final class RelayBenchmark {
  private static final int PHOTO_BYTES = 3_000_000;
  private static final int WARM_UP = 300;
  private static final int ROUNDS = 5;
  private static final int PHOTOS = 30;
  private static final int WAITING = 100;
  private static final String ONE = "one photo, everybody up, ms";
  private static final String PLAIN = "plain HTTPS upload, ms";
  private static final String LEAST = "least that a delivery does, and one more upload, ms";

  private final Path work;
  private final List<Relay> nodes = new ArrayList<>();
  private int receivers;

  private RelayBenchmark(Path work) {
    this.work = work;
  }

  /** Runs it and prints a line for each figure. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory(Path.of("").toAbsolutePath(), "relay-benchmark-");
    try {
      List<RelayStore> stores = new ArrayList<>();
      if (args.length == 0) {
        stores.add(SqlStore.open(work.resolve("relay"), Clock.systemUTC()));
      } else {
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
          stores.add(SqlStore.connect(args[0], "postgres", null, Clock.systemUTC()));
        }
      }
      new RelayBenchmark(work).run(stores);
    } finally {
      DurableFiles.deleteTree(work);
    }
  }

  private void run(List<? extends RelayStore> stores) throws Exception {
    Limits s = Limits.standard();
    Limits wide =
        s.toBuilder()
            .waiting(Long.MAX_VALUE / 4)
            .free(Long.MAX_VALUE / 4)
            .requests(100_000_000)
            .roomKept(0)
            .build();
    for (RelayStore store : stores) {
      Relay node =
          Relay.builder(store)
              .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .limits(wide)
              .accessLog(line -> {})
              .build();
      nodes.add(node);
      node.start();
    }
    Path photo = Files.write(work.resolve("photo.jpg"), Jpeg.like(PHOTO_BYTES));
    Figures figures = new Figures();
    Path plainFolder = Files.createDirectory(work.resolve("plain"));
    try (PlainHttps plain = new PlainHttps(plainFolder);
        SealedHttps sealed = new SealedHttps(work, Files.createDirectory(work.resolve("sealed")));
        Sender sender =
            Sender.builder(work.resolve("phone"))
                .transport(RelayTransport.builder().build())
                .build()) {
      sender.start();
      try (Receiver receiver = receiver(new CountDownLatch(0))) {
        receiver.start();
        sender.pair(receiver.offerPairing().code(), url(0));
        for (int i = 0; i < WARM_UP; i++) {
          deliver(sender, photo);
          sealed.upload(photo);
        }
        for (int round = 1; round <= ROUNDS; round++) {
          figures.add(ONE, median(() -> deliver(sender, photo)));
          figures.add(PLAIN, median(() -> plain.upload(photo)));
          figures.add(
              LEAST,
              median(
                  () -> {
                    sealed.upload(photo);
                    plain.upload(photo);
                  }));
        }
      }
      for (int round = 1; round <= ROUNDS; round++) {
        figures.add("100 that waited, photos/s", collect(sender, photo));
      }
      figures.print();
      figures.printRatio("one photo, of the plain upload's time", ONE, PLAIN);
      figures.printRatio("the least, of the plain upload's time", LEAST, PLAIN);
    } finally {
      nodes.forEach(Relay::close);
    }
  }

  private String url(int node) {
    return "http://127.0.0.1:" + nodes.get(node).port();
  }

  /** At the last node, while the sender is at the first. */
  private Receiver receiver(CountDownLatch delivered) throws IOException {
    receivers++;
    return Receiver.builder(work.resolve("pc"))
        .name("PC")
        .listener(RelayListener.at(url(nodes.size() - 1)).build())
        .sink(
            FolderSink.to(Files.createDirectories(work.resolve("patients" + receivers)))
                .state(work.resolve("folders" + receivers))
                .build())
        .events(
            new ReceiverEvents() {
              @Override
              public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
                delivered.countDown();
              }
            })
        .build();
  }

  private double collect(Sender sender, Path photo) throws Exception {
    CountDownLatch atRelay = new CountDownLatch(WAITING);
    for (int i = 0; i < WAITING; i++) {
      Delivery sending = sender.send(Photo.of(photo), PatientTag.parse("#ZAC5361 arm"));
      boolean[] counted = {false};
      sending.onStatus(
          status -> {
            if (status.state() == DeliveryStatus.State.AT_RELAY && !counted[0]) {
              counted[0] = true;
              atRelay.countDown();
            }
          });
    }
    atRelay.await();
    CountDownLatch delivered = new CountDownLatch(WAITING);
    try (Receiver receiver = receiver(delivered)) {
      long begin = System.nanoTime();
      receiver.start();
      delivered.await();
      return WAITING / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private static void deliver(Sender sender, Path photo) throws Exception {
    Receipt receipt =
        sender.send(Photo.of(photo), PatientTag.parse("#ZAC5361 arm")).receipt().get();
    if (!(receipt instanceof Receipt.Delivered)) {
      throw new IllegalStateException("not delivered");
    }
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
}
