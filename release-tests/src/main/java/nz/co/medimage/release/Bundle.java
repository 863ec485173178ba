package nz.co.medimage.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of a bundle for Maven Central, by their paths: a piece of a Maven repository in a zip.
 */
record Bundle(SortedMap<String, byte[]> files) {
  static final Set<String> CHECKSUMS = Set.of("md5", "sha1", "sha256", "sha512");

  static Bundle read(Path zip) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory()) {
          files.put(entry.getName(), file.getInputStream(entry).readAllBytes());
        }
      }
    }
    return new Bundle(files);
  }

  /** Paths of what is published: neither signatures nor checksums. */
  Stream<String> published() {
    return files.keySet().stream().filter(path -> !isSignature(path) && !isChecksum(path));
  }

  Stream<String> poms() {
    return published().filter(path -> path.endsWith(".pom"));
  }

  static boolean isSignature(String path) {
    return path.endsWith(".asc");
  }

  static boolean isChecksum(String path) {
    return CHECKSUMS.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }
}
