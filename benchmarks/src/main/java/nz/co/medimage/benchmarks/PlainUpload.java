package nz.co.medimage.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One plain HTTPS upload of a file to a forced file, timed. */
public final class PlainUpload {
  private PlainUpload() {}

  /** Takes the file and a folder to upload to. */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    try (PlainHttps plain = new PlainHttps(Path.of(args[1]))) {
      long begin = System.nanoTime();
      plain.upload(file);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "plain HTTPS upload of the same bytes: %.0f MB/s%n",
          Files.size(file) / 1e6 / seconds);
    }
  }
}
