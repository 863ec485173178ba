package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.Uncleanable;

/** Keeps what it is told as lines, and lets a test wait for one. */
final class RecordedEvents implements ReceiverEvents {
  /** Completes with what a step threw when one failed for the first time. */
  final CompletableFuture<Throwable> retried = new CompletableFuture<>();

  private final List<String> lines = new ArrayList<>();

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Blocks until there is such a line; call it under a time limit. */
  void await(Predicate<String> wanted) throws InterruptedException {
    await(1, wanted);
  }

  /** Blocks until there are so many such lines; call it under a time limit. */
  synchronized void await(int times, Predicate<String> wanted) throws InterruptedException {
    while (lines.stream().filter(wanted).count() < times) {
      wait();
    }
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    try {
      add("delivered " + photo.manifest().fileName() + " " + Files.size(photo.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    add("rejected " + from + " " + receipt.code() + " " + receipt.message());
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    add("held " + from + " " + receipt.code());
  }

  @Override
  public void notCleaned(PhotoId id, String type, String why, Uncleanable then) {
    add("notCleaned " + type + " " + then + " " + why);
  }

  @Override
  public void retrying(PhotoId id, String sink, String why, Duration pause, Throwable cause) {
    add("retrying " + sink + " " + why);
    retried.complete(cause);
  }

  @Override
  public void busy(PhotoId id, String step, Duration lasted) {
    add("busy " + step);
  }

  @Override
  public void followedUp(PhotoId id, SinkReference filed) {
    add("followedUp " + filed.sink());
  }

  @Override
  public void followUpRejected(PhotoId id, String sink, String why) {
    add("followUpRejected " + sink + " " + why);
  }

  @Override
  public void unavailable(String step, String why) {
    add("unavailable " + step + " " + why);
  }

  @Override
  public void available(String step) {
    add("available " + step);
  }

  @Override
  public void outcomeUnknown(PhotoId id, String sink, String why) {
    add("outcomeUnknown " + sink + " " + why);
  }

  @Override
  public void paired(PairedDevice device) {
    add("paired " + device.name());
  }

  @Override
  public void offerBurnt(PairingOffer offer) {
    add("offerBurnt");
  }

  @Override
  public void stopped(String sentence) {
    add("stopped " + sentence);
  }

  @Override
  public void problem(String sentence) {
    add("problem " + sentence);
  }
}
