package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sender and receiver are processes here, and are killed for real. */
@Timeout(120)
@Tag("process")
class KillTest {
  private static final int VIDEO_BYTES = 40_000_000;
  private static final byte[] MP4 = {
    0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0
  };

  /** After so many bytes a connection stands still, so that the kill comes in the middle. */
  private static final long FROZEN_AFTER = VIDEO_BYTES / 2;

  /** What padding, TLS and requests may add. */
  private static final long MARGIN = VIDEO_BYTES / 10;

  @TempDir Path folder;
  private Path pc;
  private Path patients;
  private Path phone;
  private FaultProxy proxy;

  /** The phone knows two addresses: one where nobody listens any more, and the proxy's. */
  @BeforeEach
  void pair() throws Exception {
    pc = folder.resolve("pc");
    patients = folder.resolve("patients");
    phone = folder.resolve("phone");
    proxy = FaultProxy.to(1);
    try (MedimageProcess receiver = receive("--pair")) {
      String code = receiver.await("Pairing code: (\\S+) ");
      Run run =
          Run.of(
              "pair", code, "--home", phone, "--at", "127.0.0.1:" + proxy.port(), "--no-discovery");
      assertEquals(Medimage.OK, run.exit(), run.err());
    }
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  /** Returns once it listens, on a port of its own to which the proxy leads from now on. */
  private MedimageProcess receive(Object... more) throws IOException {
    Object[] options = {
      "receive",
      "--home",
      pc,
      "--to",
      patients,
      "--name",
      "PC",
      "--max-size",
      "300MB",
      "--address",
      "127.0.0.1",
      "--no-discovery",
      "--port",
      0
    };
    MedimageProcess receiver =
        MedimageProcess.start(Stream.concat(Stream.of(options), Stream.of(more)).toArray());
    proxy.redirect(Integer.parseInt(receiver.await("on port ([0-9]+)")));
    return receiver;
  }

  private MedimageProcess send(Object... files) throws IOException {
    Object[] options = {
      "send", "--home", phone, "--tag", "#ZAC5361 arm", "--timeout", "90s", "--no-discovery"
    };
    return MedimageProcess.start(Stream.concat(Stream.of(options), Stream.of(files)).toArray());
  }

  @Test
  void threePhotosLandInTheFolderOfThePatient() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    Path[] photos = new Path[3];
    for (int i = 0; i < photos.length; i++) {
      photos[i] = Files.write(folder.resolve(i + ".jpg"), TestPhotos.jpeg(i));
      LocalDateTime captured = LocalDateTime.of(2026, 11, 24, 9, 21, i);
      Files.setLastModifiedTime(
          photos[i], FileTime.from(captured.atZone(ZoneId.systemDefault()).toInstant()));
      expected.put("arm-24-Nov-2026-09-21-0" + i + ".jpg", sha256(photos[i]));
    }
    try (MedimageProcess receiver = receive();
        MedimageProcess sender = send((Object[]) photos)) {
      assertEquals(Medimage.OK, sender.exit());
      receiver.await("Delivered");
    }
    assertEquals(expected, delivered());
  }

  @Test
  void videoGoesOnWhereItWasAfterItsReceiverIsKilled() throws Exception {
    Path video = video();
    proxy.always(Fault.freeze(FROZEN_AFTER));
    try (MedimageProcess sender = send(video)) {
      try (MedimageProcess receiver = receive()) {
        awaitUpload();
        receiver.kill();
      }
      long before = thaw();
      long kept = uploaded();
      try (MedimageProcess receiver = receive()) {
        receiver.await("Delivered");
        assertEquals(Medimage.OK, sender.exit());
      }
      assertResumed(kept, before);
    }
    assertEquals(List.of(sha256(video)), List.copyOf(delivered().values()));
  }

  @Test
  void videoGoesOnWhereItWasAfterItsSenderIsKilled() throws Exception {
    Path video = video();
    proxy.always(Fault.freeze(FROZEN_AFTER));
    try (MedimageProcess receiver = receive()) {
      try (MedimageProcess sender = send(video)) {
        awaitUpload();
        // Some of it leaves before all of it is sealed: until then it is not accepted.
        Await.until("the video is in the outbox", this::isAccepted);
        sender.kill();
      }
      long before = thaw();
      long kept = uploaded();
      try (MedimageProcess sender = send()) {
        receiver.await("Delivered");
        assertEquals(Medimage.OK, sender.exit());
      }
      assertResumed(kept, before);
    }
    assertEquals(List.of(sha256(video)), List.copyOf(delivered().values()));
  }

  private boolean isAccepted() {
    String[] names = phone.resolve("outbox").toFile().list();
    return Stream.of(names).anyMatch(name -> name.endsWith(".sealed"));
  }

  /** Ends what was frozen, lets bytes pass again and says how many have passed so far. */
  private long thaw() {
    proxy.resetNow();
    proxy.clear();
    return proxy.bytesToTarget();
  }

  /**
   * Asserts that only what was missing has passed since.
   *
   * @param kept what was in the inbox at the kill
   * @param before what had passed by then
   */
  private void assertResumed(long kept, long before) {
    assertTrue(kept >= VIDEO_BYTES / 4, "what had arrived is kept");
    long since = proxy.bytesToTarget() - before;
    assertTrue(before + since >= VIDEO_BYTES, "all of it goes this way");
    long missing = VIDEO_BYTES - kept;
    assertTrue(since < missing + MARGIN, since + " bytes have passed; missing were " + missing);
  }

  private Path video() throws IOException {
    Path video = folder.resolve("knee.mp4");
    Random random = new Random(1);
    byte[] block = new byte[1_000_000];
    try (OutputStream out = Files.newOutputStream(video)) {
      out.write(MP4);
      for (int i = 0; i < VIDEO_BYTES / block.length; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return video;
  }

  /** Returns once a quarter of the video is in the inbox. */
  private void awaitUpload() throws IOException, InterruptedException {
    Path inbox = Files.createDirectories(pc.resolve("inbox"));
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      inbox.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (uploaded() < VIDEO_BYTES / 4) {
        WatchKey key = watch.poll(60, TimeUnit.SECONDS);
        assertTrue(key != null, "the upload makes progress");
        key.pollEvents();
        key.reset();
      }
    }
  }

  private long uploaded() throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(pc.resolve("inbox"))) {
      for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /** The hash of each file in the patient's folder, by its name. */
  private Map<String, String> delivered() throws Exception {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.list(patients.resolve("ZAC5361"))) {
      for (Path file : files.collect(Collectors.toList())) {
        hashes.put(file.getFileName().toString(), sha256(file));
      }
    }
    return hashes;
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
