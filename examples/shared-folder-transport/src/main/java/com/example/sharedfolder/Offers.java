package com.example.sharedfolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.PairingRefusedException;

/** Shows open pairing offers, a folder each, and answers the messages that come into them. */
final class Offers {
  private final Mailbox mailbox;
  private final Senders senders;
  private final Intake intake;
  private final FolderWatch watch;
  private final Map<Path, CompletableFuture<byte[]>> asked = new HashMap<>();
  private volatile Set<String> open = Set.of();

  Offers(Mailbox mailbox, Senders senders, Intake intake, FolderWatch watch) {
    this.mailbox = mailbox;
    this.senders = senders;
    this.intake = intake;
    this.watch = watch;
  }

  void open(Set<String> nameplates) {
    open = Set.copyOf(nameplates);
    watch.changed();
  }

  private void show(Set<String> nameplates) throws IOException {
    for (Path ended :
        Mailbox.list(
            mailbox.offers(),
            offer ->
                Mailbox.isOurs(offer) && !nameplates.contains(offer.getFileName().toString()))) {
      DurableFiles.deleteTree(ended);
    }
    for (String nameplate : nameplates) {
      Files.createDirectories(mailbox.offer(nameplate));
      watch.add(mailbox.offer(nameplate));
    }
  }

  void answer() throws IOException {
    Set<String> nameplates = open;
    show(nameplates);
    for (Path message : List.copyOf(asked.keySet())) {
      if (asked.get(message).isDone()) {
        settle(message, asked.remove(message));
      }
    }
    for (String nameplate : nameplates) {
      for (Path message : Mailbox.list(mailbox.offer(nameplate), this::isNew)) {
        Optional<byte[]> content = Mailbox.read(message);
        if (content.isPresent()) {
          var answer = intake.pair(nameplate, content.get()).toCompletableFuture();
          asked.put(message, answer);
          answer.whenComplete((any, e) -> watch.changed());
        }
      }
    }
  }

  private boolean isNew(Path file) {
    return file.toString().endsWith(".message") && !asked.containsKey(file);
  }

  private void settle(Path message, CompletableFuture<byte[]> answer) throws IOException {
    senders.publish(); // once it has its answer, a device that has paired connects
    try {
      reply(message, PairingAnswer.of(answer.join()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof PairingRefusedException refused) {
        reply(message, PairingAnswer.of(refused));
      }
    }
    Files.deleteIfExists(message);
  }

  private static void reply(Path message, byte[] answer) throws IOException {
    if (Mailbox.isFolder(message.getParent())) {
      String name = message.getFileName().toString().replace(".message", ".answer");
      Mailbox.write(message.resolveSibling(name), answer);
    }
  }
}
