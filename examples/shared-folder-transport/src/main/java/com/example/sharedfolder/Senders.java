package com.example.sharedfolder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.TokenHash;

/** Shows the paired senders that they are let in, and the others that they are not. */
final class Senders {
  private final Mailbox mailbox;
  private final ListenerContext context;
  private Map<PairingId, TokenHash> published;

  Senders(Mailbox mailbox, ListenerContext context) {
    this.mailbox = mailbox;
    this.context = context;
  }

  Optional<TokenHash> secret(PairingId pairing) {
    return Optional.ofNullable(published.get(pairing));
  }

  void publish() throws IOException {
    Map<PairingId, TokenHash> senders = context.senders();
    if (senders.equals(published)) {
      return;
    }
    var names = senders.keySet().stream().map(PairingId::toString).collect(Collectors.toSet());
    for (Path file :
        Mailbox.list(
            mailbox.senders(),
            file -> Mailbox.isOurs(file) && !names.contains(file.getFileName().toString()))) {
      DurableFiles.deleteTree(file);
    }
    for (Map.Entry<PairingId, TokenHash> sender : senders.entrySet()) {
      PairingId pairing = sender.getKey();
      if (!mailbox.welcomes(pairing, sender.getValue())) {
        Mailbox.write(mailbox.sender(pairing), mailbox.welcome(pairing, sender.getValue()));
      }
    }
    published = senders;
  }
}
