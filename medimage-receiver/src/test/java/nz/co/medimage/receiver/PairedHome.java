package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.testkit.FakeSink;

/** Homes in which two phones are paired already: pairing takes its time, so it is done once. */
final class PairedHome {
  private static byte[] phone = {};
  private static byte[] other = {};
  private static List<StoredFile> files = List.of();

  private PairedHome() {}

  @SuppressWarnings("ArrayRecordComponent")
  private record StoredFile(String path, byte[] content) {}

  /** Fills an empty home; the phones are called {@code phone} and {@code other}. */
  static synchronized void fill(Path home) throws Exception {
    pairOnce();
    for (StoredFile file : files) {
      Path copy = home.resolve(file.path());
      Files.createDirectories(copy.getParent());
      Files.write(copy, file.content());
    }
  }

  private static synchronized void pairOnce() throws Exception {
    if (files.isEmpty()) {
      Path template = Files.createTempDirectory("paired-home");
      try (Bench bench = new Bench(template, new FakeSink("any"), o -> o)) {
        phone = bench.pair("phone").pairing().toBytes();
        other = bench.pair("other").pairing().toBytes();
      }
      try (Stream<Path> all = Files.walk(template)) {
        files = all.filter(Files::isRegularFile).map(f -> read(template, f)).toList();
      }
      DurableFiles.deleteTree(template);
    }
  }

  /** The phone called {@code phone}. */
  static Phone phone() throws Exception {
    pairOnce();
    return new Phone(SenderPairing.ofBytes(phone));
  }

  /** The phone called {@code other}. */
  static Phone other() throws Exception {
    pairOnce();
    return new Phone(SenderPairing.ofBytes(other));
  }

  private static StoredFile read(Path root, Path file) {
    try {
      return new StoredFile(root.relativize(file).toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
