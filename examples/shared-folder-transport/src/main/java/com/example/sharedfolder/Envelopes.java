package com.example.sharedfolder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.NotPairedException;

/**
 * Hands envelopes to the receiver. An envelope stays in the folder until its receipt is there, so
 * after a crash at any moment it is only offered again.
 */
final class Envelopes {
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);

  private final Mailbox mailbox;
  private final Senders senders;
  private final ListenerContext context;
  private final FolderWatch watch;
  private final Map<Path, Waiting> waiting = new HashMap<>();
  private Instant cleaned = Instant.EPOCH;

  private record Waiting(PhotoId id, CompletableFuture<byte[]> receipt) {}

  Envelopes(Mailbox mailbox, Senders senders, ListenerContext context, FolderWatch watch) {
    this.mailbox = mailbox;
    this.senders = senders;
    this.context = context;
    this.watch = watch;
  }

  void collect() throws IOException {
    for (Path file : List.copyOf(waiting.keySet())) {
      if (waiting.get(file).receipt().isDone()) {
        settle(file, waiting.remove(file));
      }
    }
    IOException failure = null;
    for (Path file : Mailbox.list(mailbox.envelopes(), this::isNew)) {
      try {
        take(file);
      } catch (EnvelopeDeferredException | NotPairedException e) {
        // the receiver does not want it now, and it is offered again
      } catch (IOException e) {
        failure = e; // the others may do better
      }
    }
    cleanOnceADay();
    if (failure != null) {
      throw failure;
    }
  }

  private boolean isNew(Path file) throws IOException {
    return !waiting.containsKey(file)
        && mailbox.photo(file, senders::secret).isPresent()
        && Mailbox.attributes(file).filter(BasicFileAttributes::isRegularFile).isPresent();
  }

  private void take(Path file) throws IOException {
    PhotoId id = mailbox.photo(file, senders::secret).orElseThrow();
    // A stranger may have changed it: what seems to be of a later version is to be copied again.
    Intake intake = context.intakeForAdmitted();
    long size = Files.size(file);
    long offset = intake.begin(id.pairing(), id.envelope(), size);
    if (offset < size) {
      try (InputStream rest = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        rest.skipNBytes(offset);
        offset = intake.append(id.pairing(), id.envelope(), offset, rest);
      }
    }
    if (offset == size) {
      var receipt = intake.receipt(id.pairing(), id.envelope()).toCompletableFuture();
      waiting.put(file, new Waiting(id, receipt));
      receipt.thenRun(watch::changed);
    }
  }

  /** The receipt goes first: without it the sender takes a missing envelope for lost. */
  private void settle(Path file, Waiting ended) throws IOException {
    try {
      Mailbox.write(mailbox.receipt(ended.id()), ended.receipt().join());
      Files.deleteIfExists(file);
    } catch (CompletionException e) {
      if (e.getCause() instanceof EnvelopeLostException) {
        Files.deleteIfExists(file); // the sender copies it again
      }
    }
  }

  /**
   * Deletes what has not changed for long, of anybody: a sender keeps its own until its receipt.
   */
  private void cleanOnceADay() throws IOException {
    Instant now = Instant.now();
    if (cleaned.plus(BETWEEN_CLEANINGS).isBefore(now)) {
      for (Path folder : List.of(mailbox.envelopes(), mailbox.receipts())) {
        for (Path file : Mailbox.list(folder, file -> isOld(file, now))) {
          DurableFiles.deleteTree(file);
        }
      }
      cleaned = now;
    }
  }

  private static boolean isOld(Path file, Instant now) throws IOException {
    return Mailbox.isOurs(file)
        && Mailbox.attributes(file)
            .filter(found -> found.lastModifiedTime().toInstant().isBefore(now.minus(KEPT)))
            .isPresent();
  }

  void stopWaiting() {
    waiting.values().forEach(each -> each.receipt().cancel(false));
  }
}
