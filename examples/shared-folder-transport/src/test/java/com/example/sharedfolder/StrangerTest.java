package com.example.sharedfolder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who is paired with nobody writes to the shared folder. */
final class StrangerTest {
  private static final Link.Progress QUIET = (sent, total) -> {};

  @TempDir Path root;
  private Path shared;
  private Path elsewhere;
  private final Credential phone = new Credential(new UUID(1, 1), TestPhotos.noise(1, 32));
  private final PairingId pairing = new PairingId(phone.id());
  private final FakeListenerContext context = new FakeListenerContext();
  private FolderListener listener;
  private Route route;
  private Mailbox mailbox;

  @BeforeEach
  void start() throws Exception {
    shared = Files.createDirectory(root.resolve("shared"));
    elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    context.intake().accept(phone);
    listener = new FolderListener(shared);
    route = listener.start(context);
    mailbox = Mailbox.of(shared, UUID.fromString(route.parameters().get("mailbox")));
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void whatHasNoProofIsNotHandedOver() throws Exception {
    PhotoId id = new PhotoId(TestPhotos.id(7), pairing);
    for (String name :
        List.of("x", "_", "a_b_c", id.toString(), id + "_", id + "_" + "0".repeat(64))) {
      Files.write(mailbox.envelopes().resolve(name), new byte[1000]);
    }
    Path secret = Files.write(elsewhere.resolve("secret"), new byte[1000]);
    Path linked = mailbox.envelope(new PhotoId(TestPhotos.id(8), pairing), phone.tokenHash());
    Files.createSymbolicLink(linked, secret);
    Files.createDirectory(
        mailbox.envelope(new PhotoId(TestPhotos.id(9), pairing), phone.tokenHash()));

    SealedEnvelope envelope = envelope(10);
    try (Link link = new FolderTransport(shared).connect(route, phone)) {
      link.upload(envelope, QUIET);
    }
    Await.until("the real one arrives", () -> context.intake().received(envelope.id()).length > 0);
    assertEquals(1, context.intake().envelopes());
    assertEquals(List.of(), context.problems());
  }

  @Test
  void senderDoesNotWriteThroughALink() throws Exception {
    SealedEnvelope envelope = envelope(10);
    Path victim = Files.write(elsewhere.resolve("victim"), new byte[] {1});
    Path whole = mailbox.envelope(new PhotoId(envelope.id(), pairing), phone.tokenHash());
    Files.createSymbolicLink(whole.resolveSibling(whole.getFileName() + ".part"), victim);
    try (Link link = new FolderTransport(shared).connect(route, phone)) {
      assertThrows(IOException.class, () -> link.upload(envelope, QUIET));
    }
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(victim));
  }

  @Test
  void lostEnvelopeIsCopiedAgain() throws Exception {
    SealedEnvelope envelope = envelope(10);
    try (Link link = new FolderTransport(shared).connect(route, phone)) {
      link.upload(envelope, QUIET);
      context.intake().awaitWaiting(envelope.id());
      context.intake().lose(envelope.id());
      assertThrows(
          EnvelopeLostException.class, () -> link.receipt(envelope.id(), Duration.ofMinutes(1)));
      link.upload(envelope, QUIET);
      context.intake().answer(envelope.id(), new byte[] {5});
      assertArrayEquals(
          new byte[] {5}, link.receipt(envelope.id(), Duration.ofMinutes(1)).orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"senders", "envelopes", "receipts", "offers"})
  void nothingIsDeletedBehindALinkInThePlaceOfAFolder(String name) throws Exception {
    listener.close();
    Path kept = Files.createDirectory(elsewhere.resolve("2026")).resolve("photo");
    Files.write(kept, new byte[] {1});
    Files.setLastModifiedTime(kept.getParent(), FileTime.fromMillis(0));
    DurableFiles.deleteTree(mailbox.folder().resolve(name));
    Files.createSymbolicLink(mailbox.folder().resolve(name), elsewhere);

    listener = new FolderListener(shared);
    listener.start(context);

    Await.until("it is reported", () -> context.problems().toString().contains("is a link"));
    assertTrue(Files.exists(kept));
    Files.delete(mailbox.folder().resolve(name));
    SealedEnvelope envelope = envelope(10);
    Await.until("it goes on", () -> Mailbox.isFolder(mailbox.folder().resolve(name)));
    Await.until("it lets in", () -> mailbox.welcomes(pairing, phone.tokenHash()));
    try (Link link = new FolderTransport(shared).connect(route, phone)) {
      link.upload(envelope, QUIET);
    }
    Await.until("it arrives", () -> context.intake().received(envelope.id()).length > 0);
  }

  @Test
  void filesOfOthersInTheFolderAreNotDeleted() throws Exception {
    listener.close();
    Path old = Files.write(mailbox.receipts().resolve("Patients.txt"), new byte[] {1});
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    Path ours = Files.write(mailbox.receipts().resolve(TestPhotos.id(1) + "_x"), new byte[] {1});
    Files.setLastModifiedTime(ours, FileTime.fromMillis(0));

    listener = new FolderListener(shared);
    listener.start(context);

    Await.until("the old receipt goes", () -> !Files.exists(ours));
    assertTrue(Files.exists(old));
  }

  @Test
  void envelopeThatAStrangerMadeOneOfALaterVersionIsCopiedAgain() throws Exception {
    Practice practice = Practice.create(Files.createDirectory(root.resolve("practice")));
    practice.pair();
    try (Receiver pc = practice.receiver();
        Sender phone = practice.sender()) {
      phone.start();
      Delivery delivery = practice.send(phone);
      Await.until("all of the envelope is in the folder", () -> wholeIsIn(practice));
      Path envelope = practice.files(practice.shared(), "envelopes").get(0);
      try (FileChannel changed = FileChannel.open(envelope, StandardOpenOption.WRITE)) {
        changed.write(ByteBuffer.wrap(new byte[] {9}), 8); // spec/envelope-v1.md: the version
      }
      pc.start();
      assertInstanceOf(Receipt.Delivered.class, delivery.receipt().get(1, TimeUnit.MINUTES));
      assertEquals(1, practice.filed().size());
    }
  }

  private static boolean wholeIsIn(Practice practice) throws IOException {
    return practice.files(practice.shared(), "envelopes").stream()
        .anyMatch(file -> !file.toString().endsWith(".part"));
  }

  @Test
  void receiptOfAStrangerIsNotBelieved() throws Exception {
    Practice practice = Practice.create(Files.createDirectory(root.resolve("practice")));
    practice.pair();
    try (Receiver pc = practice.receiver();
        Sender phone = practice.sender()) {
      phone.start();
      Delivery delivery = practice.send(phone);
      Await.until(
          "the envelope is in the folder",
          () -> !practice.files(practice.shared(), "envelopes").isEmpty());
      Path envelope = practice.files(practice.shared(), "envelopes").get(0);
      String photo = envelope.getFileName().toString().substring(0, 73);
      Path receipt = envelope.resolveSibling("../receipts/" + photo).normalize();
      Files.writeString(receipt, "delivered");
      pc.start();
      assertInstanceOf(Receipt.Delivered.class, delivery.receipt().get(2, TimeUnit.MINUTES));
      assertEquals(1, practice.filed().size());
    }
  }

  private SealedEnvelope envelope(int size) throws Exception {
    Path file = Files.write(elsewhere.resolve("envelope"), TestPhotos.noise(3, size));
    return SealedEnvelope.of(TestPhotos.id(1), file, size);
  }
}
