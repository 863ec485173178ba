package com.example.sharedfolder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.TokenHash;

/** One sender's way to one receiver's mailbox. */
final class FolderLink implements Link {
  private static final int BLOCK = 1 << 16;

  private final Route route;
  private final Mailbox mailbox;
  private final PairingId pairing;
  private final TokenHash secret;
  private final FolderWatch watch;

  private FolderLink(Route route, Mailbox mailbox, PairingId pairing, TokenHash secret) {
    this.route = route;
    this.mailbox = mailbox;
    this.pairing = pairing;
    this.secret = secret;
    this.watch = new FolderWatch(mailbox.folder().getFileSystem());
    watch.add(mailbox.receipts());
  }

  static FolderLink open(Route route, Mailbox mailbox, PairingId pairing, TokenHash secret)
      throws IOException {
    FolderLink link = new FolderLink(route, mailbox, pairing, secret);
    try {
      link.requireWelcome();
      return link;
    } catch (IOException e) {
      link.close();
      throw e;
    }
  }

  @Override
  public Route route() {
    return route;
  }

  /** A share that is not connected must not pass for a receiver that has ended the pairing. */
  void requireWelcome() throws IOException {
    requireOpen();
    if (mailbox.welcomes(pairing, secret)) {
      return;
    }
    if (!Mailbox.isFolder(mailbox.senders())) {
      throw new IOException(
          "The receiver's mailbox " + mailbox.folder() + " is not there; connect the share.");
    }
    throw new NotPairedException("The receiver does not know this device; pair it again.");
  }

  private void requireOpen() throws IOException {
    if (watch.isClosed()) {
      throw new IOException("the link is closed");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void upload(SealedEnvelope envelope, Progress progress) throws IOException {
    requireWelcome();
    Path whole = mailbox.envelope(new PhotoId(envelope.id(), pairing), secret);
    boolean isThere =
        Mailbox.attributes(whole).filter(file -> file.size() == envelope.size()).isPresent();
    if (!isThere) {
      Path part = whole.resolveSibling(whole.getFileName() + ".part");
      copy(envelope, part, progress);
      requireWelcome();
      DurableFiles.moveReplacing(part, whole);
    }
    progress.sent(envelope.size(), envelope.size());
  }

  /**
   * Resumes where an earlier attempt stopped. If a power cut left other bytes there than were
   * written, the envelope does not open at the receiver, and is copied again from the start.
   */
  private void copy(SealedEnvelope envelope, Path part, Progress progress) throws IOException {
    long size = envelope.size();
    try (FileChannel to = FileChannel.open(part, CREATE, WRITE, NOFOLLOW_LINKS)) {
      long at = Math.min(to.truncate(size).size(), size);
      progress.sent(at, size);
      try (InputStream from = envelope.open(at)) {
        OutputStream out = Channels.newOutputStream(to.position(at));
        byte[] block = new byte[BLOCK];
        while (at < size) {
          requireOpen();
          int n = from.read(block, 0, (int) Math.min(BLOCK, size - at));
          if (n < 0) {
            throw new IOException("the sealed envelope ends before its size is reached");
          }
          out.write(block, 0, n);
          at += n;
          progress.sent(at, size);
        }
      }
      to.force(true);
    }
  }

  @Override
  public Optional<byte[]> receipt(EnvelopeId envelope, Duration atMost) throws IOException {
    PhotoId id = new PhotoId(envelope, pairing);
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      long seen = watch.changes();
      requireWelcome();
      // In this order: the receiver writes the receipt before it deletes the envelope.
      boolean isThere = Mailbox.attributes(mailbox.envelope(id, secret)).isPresent();
      Optional<byte[]> receipt = Mailbox.read(mailbox.receipt(id));
      if (receipt.isPresent()) {
        return receipt;
      }
      if (!isThere) {
        throw new EnvelopeLostException("The envelope is not in the shared folder.");
      }
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative()) {
        return Optional.empty();
      }
      watch.await(seen, left);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
