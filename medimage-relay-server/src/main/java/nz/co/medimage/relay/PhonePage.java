package nz.co.medimage.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.GZIPOutputStream;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page for phones, read once: what a request names is looked up among these and
 * nowhere else. Immutable.
 */
final class PhonePage {
  /** Where the build puts the folder {@code web}. */
  static final String FOLDER = "/nz/co/medimage/relay/page/";

  static final String START = "index.html";

  /** By the end of a file's name; any other file is not served. */
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "webmanifest", "application/manifest+json",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon");

  private static final List<String> COMPRESSED = List.of("png", "ico");

  private final Map<String, Entry> entries;

  private PhonePage(Map<String, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /**
   * One file.
   *
   * @param gzip the same, compressed; null if that would save nothing
   * @param tag of its content, 32 hexadecimal digits
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String type, byte[] bytes, byte @Nullable [] gzip, String tag) {}

  /**
   * Reads the page.
   *
   * @param folder of resources, with a slash at both ends
   * @throws IOException with one sentence for the operator if it is not there
   */
  static PhonePage read(String folder) throws IOException {
    @Nullable URL start = PhonePage.class.getResource(folder + START);
    if (start == null) {
      throw new IOException(
          "This program was built without the page for phones; it has no " + folder + START);
    }
    return of(start);
  }

  /** Reads the page whose start page is at {@code start}, in a folder or a jar. */
  static PhonePage of(URL start) throws IOException {
    Map<String, Entry> entries = new HashMap<>();
    for (Map.Entry<String, byte[]> file : files(start).entrySet()) {
      String name = file.getKey();
      String ending = name.substring(name.lastIndexOf('.') + 1);
      @Nullable String type = TYPES.get(ending);
      if (type != null) {
        byte[] bytes = served(file.getValue(), ending);
        entries.put(name, entry(type, bytes, !COMPRESSED.contains(ending)));
      }
    }
    return new PhonePage(entries);
  }

  private static byte[] served(byte[] bytes, String ending) {
    return switch (ending) {
      case "js" -> PageScript.compact(bytes);
      case "html", "css" -> PageScript.withoutIndents(bytes);
      default -> bytes;
    };
  }

  private static Entry entry(String type, byte[] bytes, boolean compresses) throws IOException {
    byte @Nullable [] gzip = compresses ? gzip(bytes) : null;
    String tag = Sha256.hex(Sha256.of(bytes)).substring(0, 32);
    return new Entry(type, bytes, gzip == null || gzip.length >= bytes.length ? null : gzip, tag);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream in = new GZIPOutputStream(out)) {
      in.write(bytes);
    }
    return out.toByteArray();
  }

  /** What lies beside the start page and below, by names such as {@code medimage/tag.js}. */
  private static Map<String, byte[]> files(URL start) throws IOException {
    if (start.openConnection() instanceof JarURLConnection jar) {
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        String entry = jar.getEntryName();
        return files(file, entry.substring(0, entry.length() - START.length()));
      }
    }
    try {
      return files(Path.of(new URI(start.toString())).resolveSibling(""));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("The page for phones cannot be read from " + start, e);
    }
  }

  private static Map<String, byte[]> files(JarFile jar, String folder) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (!entry.isDirectory() && entry.getName().startsWith(folder)) {
        try (InputStream in = jar.getInputStream(entry)) {
          files.put(entry.getName().substring(folder.length()), in.readAllBytes());
        }
      }
    }
    return files;
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    for (Path each : Folders.list(folder)) {
      String name = each.getFileName().toString();
      if (Files.isDirectory(each)) {
        files(each).forEach((below, bytes) -> files.put(name + "/" + below, bytes));
      } else {
        files.put(name, Files.readAllBytes(each));
      }
    }
    return files;
  }

  /** The file of exactly this name. */
  Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }
}
