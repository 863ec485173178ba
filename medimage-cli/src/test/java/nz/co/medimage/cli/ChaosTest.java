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
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Relay, receiver and sender are processes that are killed at random moments while photos are on
 * their way; each photo is filed once, byte for byte. More of them, and of kills:
 *
 * <pre>
 * mvn -pl medimage-cli -am verify -Djacoco.skip -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dtest=ChaosTest -Dmedimage.chaos.photos=200 -Dmedimage.chaos.kills=50
 * </pre>
 */
@Timeout(3600)
class ChaosTest {
  private static final int PHOTOS = Integer.getInteger("medimage.chaos.photos", 8);
  private static final int KILLS = Integer.getInteger("medimage.chaos.kills", 4);
  private static final long SEED = Long.getLong("medimage.chaos.seed", System.nanoTime());
  private static final int AT_ONCE = 4;
  private static final int PHOTO_BYTES = 400_000;
  private static final long LONGEST_PEACE_MILLIS = 600;

  private final Random random = new Random(SEED);
  private final Map<String, Integer> killed = new LinkedHashMap<>();
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
    pair(relay);
    List<Path> photos = photos();
    int accepted = 0;
    MedimageProcess receiver = receive(relay);
    for (int round = 0; accepted < photos.size() || kills() < KILLS; round++) {
      List<Path> next = photos.subList(accepted, Math.min(photos.size(), accepted + AT_ONCE));
      try (MedimageProcess sender = send(next)) {
        somePeace();
        switch (round < 3 ? 2 - round : random.nextInt(3)) { // each of them, then any
          case 0 -> {
            count("sender");
            sender.kill();
          }
          case 1 -> {
            count("receiver");
            receiver.kill();
            receiver = receive(relay);
          }
          default -> count(relay.killOne(random));
        }
        if (round % 2 == 0) {
          somePeace(); // and the sender is ended in the middle of something, too
        } else {
          sender.awaitEnd(Duration.ofSeconds(2));
        }
      }
      accepted = accepted();
    }
    try (MedimageProcess sender = send(List.of())) {
      assertEquals(Medimage.OK, sender.exit(), () -> "seed " + SEED);
    }
    receiver.close();
    assertEquals(hashes(photos), hashes(filed()), () -> "seed " + SEED);
    assertEquals(0, relay.waitingBytes());
    System.out.printf(
        "%d photos, %d kills %s, in %d s: each filed once, byte for byte (seed %d)%n",
        photos.size(),
        kills(),
        killed,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
        SEED);
  }

  private void pair(RelayNodes relay) throws IOException {
    try (MedimageProcess receiver = receive(relay, "--pair")) {
      String code = receiver.await("Pairing code: (\\S+) ");
      Run run = Run.of("pair", code, "--home", phone, "--at", relay.url(), "--no-discovery");
      assertEquals(Medimage.OK, run.exit(), run.err());
    }
  }

  private MedimageProcess receive(RelayNodes relay, Object... more) throws IOException {
    Stream<Object> usual =
        Stream.of(
            "receive",
            "--home",
            folder.resolve("pc"),
            "--to",
            folder.resolve("patients"),
            "--address",
            "127.0.0.1",
            "--port",
            0,
            "--no-discovery",
            "--relay",
            relay.url());
    MedimageProcess receiver =
        MedimageProcess.start(Stream.concat(usual, Stream.of(more)).toArray());
    receiver.await("Collecting from");
    return receiver;
  }

  private MedimageProcess send(List<Path> files) throws IOException {
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
    return MedimageProcess.start(Stream.concat(usual, files.stream()).toArray());
  }

  /** How many photos the sender has taken on: those were sealed to the disk, in order. */
  private int accepted() throws IOException {
    return SenderHome.open(phone).outbox().size();
  }

  private void somePeace() {
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(400 + (long) (random.nextDouble() * LONGEST_PEACE_MILLIS)));
  }

  private void count(String victim) {
    killed.merge(victim, 1, Integer::sum);
  }

  private int kills() {
    return killed.values().stream().mapToInt(Integer::intValue).sum();
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

  private List<Path> filed() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("patients/ZAC5361"))) {
      return files.toList();
    }
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
