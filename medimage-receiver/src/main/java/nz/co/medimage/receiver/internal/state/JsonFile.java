package nz.co.medimage.receiver.internal.state;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;

/** Small files of state: one record as JSON, written durably and read strictly. */
public final class JsonFile<T> {
  private static final Moshi MOSHI = new Moshi.Builder().build();

  private final JsonAdapter<T> adapter;

  /**
   * For records whose constructor refuses what is missing.
   *
   * @param type a public record, in a package that is open to Moshi
   */
  public JsonFile(Class<T> type) {
    adapter = MOSHI.adapter(type);
  }

  /** Replaces a file durably. */
  public void write(Path file, T value) throws IOException {
    DurableFiles.write(file, adapter.toJson(value).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a file that may be missing.
   *
   * @throws DamagedStateException with one sentence that names the file, if it is damaged
   */
  public Optional<T> read(Path file) throws IOException {
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      T value = adapter.fromJson(new String(json, StandardCharsets.UTF_8));
      if (value != null) {
        return Optional.of(value);
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      // Moshi wraps in an AssertionError what a constructor throws. None of it is passed on: it
      // can quote the file.
    }
    throw new DamagedStateException(
        file + " is damaged; restore it from a backup or move it away, the rest continues");
  }
}
