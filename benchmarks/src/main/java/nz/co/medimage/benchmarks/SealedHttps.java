package nz.co.medimage.benchmarks;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.EnvelopeSealer;

/**
 * What no delivery can leave out, one after the other: the SHA-256 of the photo, the envelope in a
 * forced file, the HTTPS upload of it, and the opened photo in a forced file. No inbox, no ledger,
 * no receipt: how near a delivery can come to the plain upload on the machine that measures.
 */
final class SealedHttps implements AutoCloseable {
  private final SecureRandom random = new SecureRandom();
  private final PairedKeys keys;
  private final PlainHttps https;
  private final Path outbox;

  SealedHttps(Path outbox, Path folder) throws Exception {
    this.outbox = outbox;
    keys = PairedKeys.create();
    https = new PlainHttps(folder, this::open);
  }

  private void open(InputStream body, FileChannel file) throws Exception {
    var unused =
        new EnvelopeOpener(keys.identity())
            .open(body, keys.receiver(), Channels.newOutputStream(file));
  }

  void upload(Path photo) throws Exception {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    Path sealed = outbox.resolve(id.toString());
    try (InputStream content = Files.newInputStream(photo);
        FileChannel file =
            FileChannel.open(sealed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(file);
      new EnvelopeSealer(keys.sender()).seal(id, manifest(photo), content, out);
      file.force(true);
    }
    https.upload(sealed);
    Files.delete(sealed);
  }

  private static Manifest manifest(Path photo) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(Files.newInputStream(photo), digest)) {
      byte[] buffer = new byte[1 << 16];
      while (in.read(buffer) >= 0) {
        // the digest has it
      }
    }
    return Manifest.builder()
        .tag(new PatientTag(List.of("ZAC5361"), List.of("arm")))
        .fileName("photo.jpg")
        .mediaType("image/jpeg")
        .capturedAt(OffsetDateTime.now(Clock.systemUTC()))
        .deviceName("benchmark")
        .content(Files.size(photo), digest.digest())
        .build();
  }

  @Override
  public void close() {
    https.close();
  }
}
