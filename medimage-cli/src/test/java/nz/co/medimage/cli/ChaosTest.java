package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import nz.co.medimage.sender.SenderHome;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A relay, two receivers and a sender are processes that are killed at random moments while photos
 * are on their way, over the local network or the relay; a receiver's target goes away now and
 * then, or its disk fills up. Each photo is filed once, byte for byte, at the receiver it was sent
 * to. More of them, and of kills:
 *
 * <pre>
 * mvn -pl medimage-cli -am verify -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dtest=ChaosTest -Dmedimage.chaos.photos=200 -Dmedimage.chaos.kills=50
 * </pre>
 *
 * <p>With {@code -Dmedimage.chaos.disk=FOLDER}, an empty folder on a small disk of its own, the
 * second receiver files there, and the disk is filled to the last byte now and then.
 */
@Timeout(7200)
@Tag("process")
class ChaosTest {
  private static final int PHOTOS = Integer.getInteger("medimage.chaos.photos", 8);
  private static final int KILLS = Integer.getInteger("medimage.chaos.kills", 4);
  private static final long SEED = Long.getLong("medimage.chaos.seed", System.nanoTime());
  private static final String DISK = System.getProperty("medimage.chaos.disk", "");
  private static final int PHOTO_BYTES = Integer.getInteger("medimage.chaos.bytes", 400_000);

  /** So few that photos are on their way until the last kill. */
  private static final int AT_ONCE = Math.max(1, Math.min(4, 2 * PHOTOS / KILLS));

  private static final long LONGEST_PEACE_MILLIS = 600;

  private final Random random = new Random(SEED);
  private final Map<String, Integer> troubles = new LinkedHashMap<>();
  private final List<ChaosPc> pcs = new ArrayList<>();
  private int kills;
  @TempDir Path folder;
  private Path phone;

  @Test
  void everyPhotoIsFiledOnceWhoeverIsKilled() throws Exception {
    try (RelayNodes relay = RelayNodes.files(folder.resolve("relay"))) {
      run(relay);
    }
  }

  @Test
  void everyPhotoIsFiledOnceWhicheverNodeIsKilled() throws Exception {
    try (RelayNodes relay = RelayNodes.twoOnPostgres(folder)) {
      run(relay);
    }
  }

  private void run(RelayNodes relay) throws Exception {
    long begun = System.nanoTime();
    phone = folder.resolve("phone");
    try {
      open(relay);
      List<Path> photos = photos();
      sendAll(photos, relay);
      try (MedimageProcess sender = send("", List.of())) {
        assertEquals(Medimage.OK, sender.exit(), () -> "seed " + SEED + ": " + sender);
      }
      for (int pc = 0; pc < pcs.size(); pc++) {
        int number = pc;
        assertEquals(
            hashes(sentTo(pc, photos)),
            hashes(pcs.get(pc).filed()),
            () -> "seed " + SEED + ", receiver " + number);
      }
      Await.until("nothing waits at the relay", () -> relay.waitingBytes() == 0);
    } finally {
      pcs.forEach(ChaosPc::close);
    }
    System.out.printf(
        "%d photos, %d kills, %s, in %d s: each filed once, byte for byte (seed %d)%n",
        PHOTOS, kills, troubles, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), SEED);
  }

  private void open(RelayNodes relay) throws IOException {
    for (int pc = 1; pc <= 2; pc++) {
      Path target = pc == 2 && !DISK.isEmpty() ? Path.of(DISK, "pc2") : folder.resolve("to" + pc);
      Path home = folder.resolve("pc" + pc);
      pcs.add(new ChaosPc("PC " + pc, home, target, relay.url(), phone));
    }
  }

  private void sendAll(List<Path> photos, RelayNodes relay) throws Exception {
    int accepted = 0;
    for (int round = 0; accepted < photos.size() || kills < KILLS; round++) {
      int batch = accepted / AT_ONCE;
      int end = Math.min(photos.size(), (batch + 1) * AT_ONCE);
      String to = pcs.get(batch % pcs.size()).name();
      try (MedimageProcess sender = send(to, photos.subList(accepted, end))) {
        somePeace();
        int victim = round < 3 ? round : random.nextInt(5); // each of them, then any
        switch (victim) {
          case 0 -> killRelay(relay);
          case 1, 2 -> killReceiver(victim - 1);
          case 3 -> loseTarget(pcs.get(random.nextInt(pcs.size())));
          default -> fillDisk();
        }
        if (round % 2 == 0) {
          somePeace();
          count("sender"); // in the middle of something
          kills++;
          sender.kill();
        } else {
          sender.awaitEnd(Duration.ofSeconds(2));
        }
      }
      accepted = accepted();
    }
  }

  private void killRelay(RelayNodes relay) throws Exception {
    count(relay.killOne(random));
    kills++;
  }

  private void killReceiver(int pc) throws Exception {
    pcs.get(pc).kill(random.nextInt(3) > 0);
    count("receiver");
    kills++;
  }

  private void loseTarget(ChaosPc pc) throws IOException {
    pc.loseTarget();
    somePeace();
    pc.findTarget();
    count("target away");
  }

  private void fillDisk() throws IOException {
    if (!DISK.isEmpty()) {
      pcs.get(1).fillTarget();
      somePeace();
      pcs.get(1).emptyTarget();
      count("disk full");
    }
  }

  /** Of each few in turn. */
  private static List<Path> sentTo(int pc, List<Path> photos) {
    List<Path> sent = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      if (i / AT_ONCE % 2 == pc) {
        sent.add(photos.get(i));
      }
    }
    return sent;
  }

  private MedimageProcess send(String to, List<Path> files) throws IOException {
    Stream<Object> usual =
        Stream.of(
            "send",
            "--home",
            phone,
            "--tag",
            "#ZAC5361 arm",
            "--timeout",
            "100s",
            "--no-discovery");
    Stream<Object> receiver = to.isEmpty() ? Stream.of() : Stream.of("--to", to);
    return MedimageProcess.start(
        Stream.of(usual, receiver, files.stream()).flatMap(options -> options).toArray());
  }

  /** How many photos the sender has taken on: those were sealed to the disk, in order. */
  private int accepted() throws IOException {
    return SenderHome.open(phone).outbox().size();
  }

  private void somePeace() {
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(400 + (long) (random.nextDouble() * LONGEST_PEACE_MILLIS)));
  }

  private void count(String trouble) {
    troubles.merge(trouble, 1, Integer::sum);
  }

  private List<Path> photos() throws IOException {
    List<Path> photos = new ArrayList<>();
    for (int i = 0; i < PHOTOS; i++) {
      byte[] picture = TestPhotos.jpeg(i);
      byte[] bytes = new byte[PHOTO_BYTES];
      random.nextBytes(bytes);
      System.arraycopy(picture, 0, bytes, 0, picture.length);
      photos.add(Files.write(folder.resolve(i + ".jpg"), bytes));
    }
    return photos;
  }

  /** Sorted, so that one that is there twice is there twice. */
  private static List<String> hashes(List<Path> files) throws Exception {
    List<String> hashes = new ArrayList<>();
    for (Path file : files) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      hashes.add(HexFormat.of().formatHex(hash));
    }
    hashes.sort(null);
    return hashes;
  }
}
