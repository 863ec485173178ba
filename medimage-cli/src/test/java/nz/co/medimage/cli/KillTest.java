package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sender and receiver are processes here, and are killed for real. */
@Timeout(120)
class KillTest {
  private static final int VIDEO_BYTES = 200_000_000;
  private static final byte[] MP4 = {
    0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0
  };

  @TempDir Path folder;
  private Path pc;
  private Path patients;
  private Path phone;
  private int port;

  @BeforeEach
  void pair() throws Exception {
    pc = folder.resolve("pc");
    patients = folder.resolve("patients");
    phone = folder.resolve("phone");
    try (MedimageProcess receiver = receive(0, "--pair")) {
      port = Integer.parseInt(receiver.await("on port ([0-9]+)"));
      String code = receiver.await("Pairing code: (\\S+) ");
      Run run =
          Run.of("pair", code, "--home", phone, "--at", "127.0.0.1:" + port, "--no-discovery");
      assertEquals(Medimage.OK, run.exit(), run.err());
    }
  }

  private MedimageProcess receive(int port, String... more) throws IOException {
    List<String> args =
        Stream.concat(
                Stream.of(
                    "receive",
                    "--home",
                    pc.toString(),
                    "--to",
                    patients.toString(),
                    "--name",
                    "PC",
                    "--max-size",
                    "300MB",
                    "--address",
                    "127.0.0.1",
                    "--no-discovery",
                    "--port",
                    String.valueOf(port)),
                Stream.of(more))
            .collect(Collectors.toList());
    return MedimageProcess.start(args.toArray());
  }

  private MedimageProcess send(Object... files) throws IOException {
    Object[] options = {
      "send", "--home", phone, "--tag", "#ZAC5361 arm", "--timeout", "90s", "--no-discovery"
    };
    return MedimageProcess.start(Stream.concat(Stream.of(options), Stream.of(files)).toArray());
  }

  @Test
  void threePhotosLandInTheFolderOfThePatient() throws Exception {
    try (MedimageProcess receiver = receive(port)) {
      receiver.await("Receiving");
      Path[] photos = new Path[3];
      for (int i = 0; i < photos.length; i++) {
        photos[i] = Files.write(folder.resolve(i + ".jpg"), TestPhotos.jpeg(i));
      }
      try (MedimageProcess sender = send((Object[]) photos)) {
        assertEquals(Medimage.OK, sender.exit());
      }
      assertEquals(3, delivered().size());
    }
  }

  @Test
  void receiverKilledInTheMiddleOfAVideo() throws Exception {
    Path video = video();
    try (MedimageProcess sender = send(video)) {
      try (MedimageProcess receiver = receive(port)) {
        awaitUpload();
        receiver.kill();
      }
      assertTrue(uploaded() > 0, "what had arrived is kept");
      try (MedimageProcess receiver = receive(port)) {
        receiver.await("Delivered");
        assertEquals(Medimage.OK, sender.exit());
      }
    }
    assertOneFileLike(video);
  }

  @Test
  void senderKilledInTheMiddleOfAVideo() throws Exception {
    Path video = video();
    try (MedimageProcess receiver = receive(port)) {
      receiver.await("Receiving");
      try (MedimageProcess sender = send(video)) {
        awaitUpload();
        sender.kill();
      }
      assertTrue(uploaded() > 0, "what had arrived is kept");
      try (MedimageProcess sender = send()) {
        assertEquals(Medimage.OK, sender.exit());
      }
    }
    assertOneFileLike(video);
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

  /** Returns once a fifth of the video is in the inbox. */
  private void awaitUpload() throws IOException, InterruptedException {
    Path inbox = Files.createDirectories(pc.resolve("inbox"));
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      inbox.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (uploaded() < VIDEO_BYTES / 5) {
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

  private List<Path> delivered() throws IOException {
    try (Stream<Path> files = Files.list(patients.resolve("ZAC5361"))) {
      return files.collect(Collectors.toList());
    }
  }

  private void assertOneFileLike(Path original) throws Exception {
    List<Path> files = delivered();
    assertEquals(1, files.size(), files.toString());
    assertArrayEquals(sha256(original), sha256(files.get(0)));
  }

  private static byte[] sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return digest.digest();
  }
}
