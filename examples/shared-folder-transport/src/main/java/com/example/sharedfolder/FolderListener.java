package com.example.sharedfolder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import nz.co.medimage.api.file.FolderLock;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;

/**
 * The receiver's half: collects envelopes from its mailbox and leaves receipts there. One thread
 * looks at everything whenever something may have changed. If the share cannot be reached, at the
 * start or later, it reports a problem and tries again.
 */
public final class FolderListener implements Listener {
  private final Path shared;
  private final FolderWatch watch;
  private final Thread thread = new Thread(this::run, "shared-folder-listener");
  private ListenerContext context;
  private Mailbox mailbox;
  private Senders senders;
  private Offers offers;
  private Envelopes envelopes;
  private FolderLock lock;
  private String problem = "";

  /**
   * Makes one.
   *
   * @param shared the folder, as this computer reaches it
   */
  public FolderListener(Path shared) {
    this.shared = shared.toAbsolutePath();
    this.watch = new FolderWatch(shared.getFileSystem());
  }

  @Override
  public String id() {
    return Mailbox.TRANSPORT;
  }

  @Override
  public Route start(ListenerContext starting) throws IOException {
    UUID name = name(starting.secrets());
    context = starting;
    mailbox = Mailbox.of(shared, name);
    senders = new Senders(mailbox, context);
    offers = new Offers(mailbox, senders, context.intake(), watch);
    envelopes = new Envelopes(mailbox, senders, context, watch);
    attempt(this::open);
    thread.setDaemon(true);
    thread.start();
    return new Route(Mailbox.TRANSPORT, Map.of("mailbox", name.toString()));
  }

  /** Made once: after each start the receiver has the same mailbox. */
  private static UUID name(Secrets secrets) throws IOException {
    Optional<byte[]> kept = secrets.get("mailbox");
    if (kept.isPresent()) {
      return UUID.fromString(new String(kept.get(), StandardCharsets.US_ASCII));
    }
    UUID name = UUID.randomUUID();
    secrets.put("mailbox", name.toString().getBytes(StandardCharsets.US_ASCII));
    return name;
  }

  private void run() {
    while (!watch.isClosed()) {
      long seen = watch.changes();
      attempt(
          () -> {
            open();
            offers.answer();
            envelopes.collect();
          });
      watch.await(seen);
    }
  }

  private void open() throws IOException {
    if (!Files.isDirectory(shared)) {
      throw new IOException("it is not connected");
    }
    mailbox.createFolders();
    if (lock == null) {
      lock = FolderLock.take(mailbox.folder(), "give this receiver a home of its own");
    }
    watch.add(mailbox.envelopes());
    senders.publish();
  }

  private void attempt(Step step) {
    String failed = "";
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      failed = "The shared folder " + shared + " cannot be used now: " + e.getMessage();
    }
    if (!failed.isEmpty() && !failed.equals(problem) && !watch.isClosed()) {
      context.problem(failed);
    }
    problem = failed;
  }

  /** Leaves the work to the thread, as {@link #sendersChanged} does: a share may hang. */
  @Override
  public void announce(Set<String> nameplates) {
    offers.open(nameplates);
  }

  @Override
  public void sendersChanged() {
    watch.changed();
  }

  @Override
  public void close() {
    watch.close();
    thread.interrupt();
    try {
      thread.join();
      if (envelopes != null) {
        envelopes.stopWaiting();
      }
      if (lock != null) {
        lock.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // the lock ends with this process at the latest
    }
  }

  private interface Step {
    void run() throws IOException;
  }
}
