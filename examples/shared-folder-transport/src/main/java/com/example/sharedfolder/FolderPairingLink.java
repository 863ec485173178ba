package com.example.sharedfolder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;

/**
 * Carries pairing messages through the folder of an offer. They need no further protection: the
 * pairing itself finds out whether both sides know the code.
 */
final class FolderPairingLink implements PairingLink {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path offer;
  private final FolderWatch watch;

  FolderPairingLink(Path offer) {
    this.offer = offer;
    this.watch = new FolderWatch(offer.getFileSystem());
    watch.add(offer);
  }

  /** A message is named by its hash, so the same message finds the same answer. */
  @Override
  public byte[] exchange(byte[] message) throws IOException {
    String name = Sha256.hex(Sha256.of(message));
    Path answer = offer.resolve(name + ".answer");
    if (Mailbox.attributes(answer).isEmpty()) {
      Mailbox.write(offer.resolve(name + ".message"), message);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end
        && !watch.isClosed()
        && !Thread.currentThread().isInterrupted()) {
      long seen = watch.changes();
      Optional<byte[]> found = Mailbox.read(answer);
      if (found.isPresent()) {
        return PairingAnswer.parse(found.get());
      }
      if (!Mailbox.isFolder(offer)) {
        throw new PairingRefusedException(
            Reason.NO_OFFER, "The offer has ended; ask for a new code.");
      }
      watch.await(seen);
    }
    throw new IOException("the receiver does not answer");
  }

  @Override
  public void close() {
    watch.close();
  }
}
