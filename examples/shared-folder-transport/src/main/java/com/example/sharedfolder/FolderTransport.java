package com.example.sharedfolder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;

/** The sender's half: leaves envelopes in the shared folder and looks for their receipts there. */
public final class FolderTransport implements Transport {
  private static final Duration SEARCH = Duration.ofSeconds(5);

  private final Path shared;
  private final Set<FolderLink> links =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /**
   * Makes one.
   *
   * @param shared the folder, as this computer reaches it
   */
  public FolderTransport(Path shared) {
    this.shared = shared.toAbsolutePath();
  }

  @Override
  public String id() {
    return Mailbox.TRANSPORT;
  }

  /** The folder keeps envelopes while the receiver is away, as a relay does. */
  @Override
  public boolean isStoreAndForward() {
    return true;
  }

  @Override
  public Link connect(Route route, Credential credential) throws IOException {
    PairingId pairing = new PairingId(credential.id());
    FolderLink link =
        FolderLink.open(route, Mailbox.of(shared, mailbox(route)), pairing, credential.tokenHash());
    links.add(link);
    return link;
  }

  private static UUID mailbox(Route route) throws IOException {
    try {
      return UUID.fromString(route.parameters().getOrDefault("mailbox", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException("The route names no mailbox; pair again.", e);
    }
  }

  /** The receiver may not have shown its offer yet, or the share not have passed it on. */
  @Override
  public List<PairingLink> findOffers(String nameplate) throws IOException {
    long end = System.nanoTime() + SEARCH.toNanos();
    try (FolderWatch watch = new FolderWatch(shared.getFileSystem())) {
      while (true) {
        long seen = watch.changes();
        List<Path> offers = new ArrayList<>();
        for (Mailbox mailbox : Mailbox.all(shared)) {
          watch.add(mailbox.offers());
          offers.add(mailbox.offer(nameplate));
        }
        offers.removeIf(offer -> !Mailbox.isFolder(offer));
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!offers.isEmpty() || left.isNegative()) {
          return offers.stream().<PairingLink>map(FolderPairingLink::new).toList();
        }
        watch.await(seen, left);
      }
    }
  }

  /** Closes all links, including those in use. */
  @Override
  public void close() {
    synchronized (links) {
      links.forEach(FolderLink::close);
    }
  }
}
