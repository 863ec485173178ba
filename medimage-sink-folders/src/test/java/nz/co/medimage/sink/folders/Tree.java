package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;

/** A main folder, a copy folder, a state folder and a staging folder of one test. */
record Tree(Path main, Path copy, Path state, Path staging) {
  static final String WHEN = "10-Aug-2017-09-21-45";

  static Tree in(Path folder) throws IOException {
    return new Tree(
        Files.createDirectories(folder.resolve("main")),
        Files.createDirectories(folder.resolve("copy")),
        folder.resolve("state"),
        Files.createDirectories(folder.resolve("staging")));
  }

  StagedPhoto photo(long number, String tag) throws IOException {
    return TestPhotos.staged(staging, TestPhotos.photoId(number), tag, content(number));
  }

  /** As a receiver with one sink gives it: in a fresh file of its own. */
  StagedPhoto linkable(long number, String tag) throws IOException {
    Files.deleteIfExists(staging.resolve(TestPhotos.photoId(number) + ".staged"));
    StagedPhoto photo = photo(number, tag);
    Files.setPosixFilePermissions(photo.file(), PosixFilePermissions.fromString("rw-------"));
    return photo.linkable();
  }

  static byte[] content(long number) {
    return TestPhotos.noise(number, 2_000);
  }

  /**
   * Every file below a folder, hidden ones too but for the marks in a root, and the number of the
   * photo that it holds.
   */
  static Map<String, Long> numbers(Path folder) throws IOException {
    Map<String, Long> numbers = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String hidden = file.getFileName().toString();
        if (hidden.equals(KnownFolders.MARKER) || hidden.startsWith(".medimage-writer-")) {
          continue;
        }
        String name = folder.relativize(file).toString().replace('\\', '/');
        numbers.put(name, number(Files.readAllBytes(file)));
      }
    }
    return numbers;
  }

  /** The number of the photo with this content; -1 if it is none of the first 200. */
  private static long number(byte[] content) {
    for (long number = 0; number < 200; number++) {
      if (Arrays.equals(content, content(number))) {
        return number;
      }
    }
    return -1;
  }
}
