package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/**
 * A sink that keeps photos in memory, and fails when a test wants it to. It obeys the contract of a
 * sink, except that nothing survives the process. Safe for use by several threads.
 */
public final class FakeSink implements Sink {
  private final String id;
  private final Map<PhotoId, byte[]> photos = new LinkedHashMap<>();
  private final Queue<Exception> failures = new ArrayDeque<>();
  private @Nullable Exception away;
  private int attempts;
  private boolean closed;

  /**
   * Makes an empty sink.
   *
   * @param id the id of the sink: 1 to 40 of a-z, 0-9 and {@code -}; not checked here
   */
  public FakeSink(String id) {
    this.id = Objects.requireNonNull(id, "id");
  }

  @Override
  public String id() {
    return id;
  }

  /** Keeps the photo; its reference is the {@link StagedPhoto#id()} as text. */
  @Override
  public synchronized SinkReference write(StagedPhoto photo)
      throws IOException, PhotoRejectedException {
    attempts++;
    notifyAll();
    fail(failures.poll());
    fail(away);
    byte[] content = Files.readAllBytes(photo.file());
    photos.putIfAbsent(photo.id(), content);
    return new SinkReference(id, photo.id().toString());
  }

  private static void fail(@Nullable Exception failure) throws IOException, PhotoRejectedException {
    if (failure instanceof PhotoRejectedException refused) {
      throw refused;
    }
    if (failure instanceof IOException io) {
      throw io;
    }
  }

  /** Makes the next call of {@link #write} throw this; several queue up, for one call each. */
  public synchronized void failNext(IOException failure) {
    failures.add(failure);
  }

  /**
   * Makes the next call of {@link #write} reject its photo; several queue up, for one call each.
   */
  public synchronized void refuseNext(PhotoRejectedException refusal) {
    failures.add(refusal);
  }

  /** Makes every call of {@link #write} fail until {@link #comeBack()}. */
  public synchronized void goAway() {
    away = new IOException("the sink is away");
  }

  /** Ends what {@link #goAway()} began. */
  public synchronized void comeBack() {
    away = null;
  }

  /**
   * The content of the photo that came in an envelope.
   *
   * @throws IllegalArgumentException if there is not exactly one
   */
  public synchronized byte[] content(EnvelopeId envelope) {
    List<PhotoId> ids =
        photos.keySet().stream().filter(id -> id.envelope().equals(envelope)).toList();
    if (ids.size() != 1) {
      throw new IllegalArgumentException(ids.size() + " photos came in " + envelope);
    }
    return photos.get(ids.get(0)).clone();
  }

  /** The envelopes in which the photos came. */
  public synchronized Set<EnvelopeId> envelopes() {
    return photos.keySet().stream().map(PhotoId::envelope).collect(Collectors.toSet());
  }

  /** The contents of the photos by id, in the order of their arrival. */
  public synchronized Map<PhotoId, byte[]> photos() {
    return new LinkedHashMap<>(photos);
  }

  /** How often {@link #write} was called, whatever came of it. */
  public synchronized int attempts() {
    return attempts;
  }

  /**
   * Blocks until {@link #write} has been called at least {@code atLeast} times in all; call it
   * under a time limit.
   */
  public synchronized void awaitAttempts(int atLeast) throws InterruptedException {
    while (attempts < atLeast) {
      wait();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** Whether {@link #close()} was called. */
  public synchronized boolean isClosed() {
    return closed;
  }
}
