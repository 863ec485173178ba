package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Files;
import okhttp3.MediaType;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the file that is sent.
 *
 * @param type null for that of the file
 */
record PhotoPayload(@Nullable MediaType type) implements Payload {

  @Override
  public MediaType type(RequestValues values) {
    return type != null ? type : MediaType.get(values.mustHaveContent().mediaType());
  }

  @Override
  public void write(BufferedSink out, RequestValues values) throws IOException {
    try (Source in = Okio.source(Files.newInputStream(values.mustHaveContent().file()))) {
      out.writeAll(in);
    }
  }
}
