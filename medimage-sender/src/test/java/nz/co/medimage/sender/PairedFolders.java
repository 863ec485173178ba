package nz.co.medimage.sender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.testkit.LoopbackNetwork;
import nz.co.medimage.testkit.LoopbackTransport;

/**
 * The files of a receiver and of a sender that are paired. Pairing takes a moment, so it is done
 * once for each name, and the files are written into the folders of each test.
 */
record PairedFolders(Content receiver, Content keys) {
  private static final Map<String, PairedFolders> MADE = new ConcurrentHashMap<>();

  static PairedFolders of(String name) {
    return MADE.computeIfAbsent(name, PairedFolders::make);
  }

  private static PairedFolders make(String name) {
    try {
      Path folder = Files.createTempDirectory("paired");
      try {
        return pair(name, folder);
      } finally {
        DurableFiles.deleteTree(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PairedFolders pair(String name, Path folder) throws IOException {
    LoopbackNetwork network = new LoopbackNetwork();
    // By name, so that names in alphabetical order are in the order of pairing.
    Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(name.codePointAt(1));
    Path home = folder.resolve("home");
    Path receiver = folder.resolve("receiver");
    try (FakeReceiver other = new FakeReceiver(network, receiver, name);
        Sender sender =
            Sender.builder(home)
                .transport(new LoopbackTransport(network))
                .clock(Clock.fixed(at, ZoneOffset.UTC))
                .withoutWarmUp()
                .build()) {
      sender.start();
      sender.pair(other.offer());
      return new PairedFolders(Content.of(receiver), Content.of(home.resolve("keys")));
    }
  }

  /** The files of one folder. */
  record Content(Map<String, byte[]> files) {

    static Content of(Path folder) throws IOException {
      Map<String, byte[]> files = new HashMap<>();
      try (var entries = Files.newDirectoryStream(folder)) {
        for (Path file : entries) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
      return new Content(files);
    }

    /** Adds what is not there yet. */
    void writeTo(Path folder) throws IOException {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        if (Files.notExists(folder.resolve(file.getKey()))) {
          Files.write(folder.resolve(file.getKey()), file.getValue());
        }
      }
    }
  }
}
