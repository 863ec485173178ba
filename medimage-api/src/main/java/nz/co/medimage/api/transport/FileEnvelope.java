package nz.co.medimage.api.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;

/** An envelope that is whole, in a file. */
record FileEnvelope(EnvelopeId id, Path file, long size, boolean fresh) implements SealedEnvelope {
  FileEnvelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(file, "file");
  }

  @Override
  public InputStream open(long offset) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return Channels.newInputStream(channel.position(offset));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
