package com.example.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar in a receiver that really runs, photos that are really sent. */
@Timeout(300)
final class ReceiverIT {
  private static final byte[] ARM = TestPhotos.jpeg(1, 1200, 900);
  private static final byte[] LEG = TestPhotos.jpeg(2);
  private static final String ARCHIVE =
      """
      {"add-on": "archive",
       "settings": {"url": "%s", "password": {"env": "ARCHIVE_PASSWORD"}}}\
      """;

  @TempDir private Path folder;
  private FakeArchive archive;

  @BeforeEach
  void prepare() throws IOException {
    archive = new FakeArchive(folder.resolve("archive"), 0);
    Files.createDirectory(folder.resolve("pc"));
    Files.write(folder.resolve("arm.jpg"), ARM);
    Files.write(folder.resolve("leg.jpg"), LEG);
  }

  @AfterEach
  void closeArchive() {
    archive.close();
  }

  @Test
  void photoIsInTheArchiveBeforeItsSenderIsToldSo() throws Exception {
    dropJar();
    configure("sinks");
    String found = Medimage.run(0, folder, "addons", "--home", "pc");
    assertTrue(
        found.lines().anyMatch(line -> line.matches("sink +archive +1.0 +Example Ltd .*")), found);
    try (Medimage receiver = receive(0)) {
      pair(receiver);
      archive.close();
      send(4, "arm.jpg", "--timeout", "3s");
      assertArchived();
      archive = new FakeArchive(folder.resolve("archive"), archive.port());
      goOn();
      assertArchived(ARM);
    }
  }

  @Test
  void followUpWaitsWhileTheArchiveIsAway() throws Exception {
    dropJar();
    configure("follow-ups");
    archive.close();
    try (Medimage receiver = receive(0, "--to", "Patients")) {
      pair(receiver);
      send(0, "arm.jpg");
      assertArchived();
      archive = new FakeArchive(folder.resolve("archive"), archive.port());
      awaitArchived(1);
      assertArchived(ARM);
    }
  }

  @Test
  void receiverThatIsKilledInAWriteArchivesThePhotoOnce() throws Exception {
    dropJar();
    configure("sinks");
    archive.fallSilent();
    String port;
    try (Medimage receiver = receive(0)) {
      port = pair(receiver);
      send(4, "arm.jpg", "--timeout", "3s");
      awaitArchived(1);
    }
    archive.close();
    archive = new FakeArchive(folder.resolve("archive"), archive.port());
    try (Medimage receiver = receive(port)) {
      goOn();
      assertArchived(ARM);
    }
  }

  @Test
  void jarThatIsDroppedIntoARunningReceiverWorksFromTheNextStart() throws Exception {
    String port;
    try (Medimage receiver = receive(0, "--to", "Patients")) {
      port = pair(receiver);
      dropJar();
      configure("follow-ups");
      send(0, "arm.jpg");
    }
    try (Medimage receiver = receive(port, "--to", "Patients")) {
      send(0, "leg.jpg");
      awaitArchived(1);
      assertArchived(LEG);
    }
  }

  private void dropJar() throws IOException {
    Path addOn = Files.createDirectories(folder.resolve("pc/addons/archive"));
    Path jar = Path.of(System.getProperty("archive-sink.jar"));
    Files.copy(jar, addOn.resolve(jar.getFileName()));
  }

  private void configure(String key) throws IOException {
    String entry = ARCHIVE.formatted(archive.url());
    Files.writeString(folder.resolve("pc/receiver.json"), "{\"%s\": [%s]}".formatted(key, entry));
  }

  private Medimage receive(Object port, String... more) throws IOException {
    Stream<Object> usual =
        Stream.of("receive", "--home", "pc", "--address", "127.0.0.1", "--no-discovery", "--pair");
    return Medimage.start(
        folder,
        Stream.of(usual, Stream.of("--port", port), Stream.of(more))
            .flatMap(each -> each)
            .toArray());
  }

  /** Pairs the phone and gives the receiver's port. */
  private String pair(Medimage receiver) throws Exception {
    String port = receiver.await("port ([0-9]+)");
    String code = receiver.await("code: ([0-9]+-[A-Z0-9]+)");
    Medimage.run(0, folder, "pair", code, "--home", "phone", "--at", "127.0.0.1:" + port);
    return port;
  }

  private void send(int exitCode, String file, String... more) throws Exception {
    Stream<String> usual = Stream.of("send", file, "--home", "phone", "--tag", "#ZAC5361 wound");
    Medimage.run(exitCode, folder, Stream.concat(usual, Stream.of(more)).toArray());
  }

  /** Sends what waits. */
  private void goOn() throws Exception {
    Medimage.run(0, folder, "send", "--home", "phone", "--timeout", "100s");
  }

  private void awaitArchived(int photos) throws IOException {
    Await.until(photos + " photos in the archive", () -> archived().size() == photos);
  }

  private void assertArchived(byte[]... photos) throws IOException {
    List<Path> archived = archived();
    assertEquals(photos.length, archived.size(), "photos in the archive");
    for (int i = 0; i < photos.length; i++) {
      assertArrayEquals(photos[i], Files.readAllBytes(archived.get(i)));
    }
  }

  private List<Path> archived() throws IOException {
    try (Stream<Path> photos = Files.list(folder.resolve("archive/photos"))) {
      return photos.sorted().toList();
    }
  }
}
