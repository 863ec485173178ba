package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.noise;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.Photo;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Sender#send} accepts, and what it refuses without a trace. */
@Timeout(60)
class SendTest {
  @TempDir Path folder;
  private SenderFixture on;

  @BeforeEach
  void open() {
    on = new SenderFixture(folder);
  }

  @AfterEach
  void close() {
    on.close();
  }

  private static Photo photo(Photo.Content content) {
    return Photo.builder("arm.jpg", content, TestPhotos.CAPTURED).build();
  }

  private String refusalOf(Photo photo) throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));
    String message = assertThrows(IOException.class, () -> sender.send(photo, TAG)).getMessage();
    assertEquals(List.of(), on.files("outbox"));
    assertEquals(List.of(), sender.deliveries());
    sender.forget("Reception"); // nothing keeps the pairing
    return message;
  }

  @Test
  void withoutAPairingItSaysSo() throws Exception {
    Sender sender = on.sender();
    UnknownReceiverException e =
        assertThrows(
            UnknownReceiverException.class, () -> sender.send(SenderFixture.photo(1), TAG));
    assertEquals("This device is not paired with a receiver yet; pair it first.", e.getMessage());
  }

  @Test
  void withSeveralPairingsItAsksWhichOne() throws Exception {
    Sender sender = on.sender(on.receiver("Reception"), on.receiver("Room 2"));
    UnknownReceiverException e =
        assertThrows(
            UnknownReceiverException.class, () -> sender.send(SenderFixture.photo(1), TAG));
    assertEquals(
        "This device is paired with several receivers; say which one of \"Reception\", \"Room 2\".",
        e.getMessage());
  }

  @Test
  void anUnknownNameIsToldWhatIsPaired() throws Exception {
    Sender sender = on.sender(on.receiver("Reception"), on.receiver("Room 2"));
    UnknownReceiverException e =
        assertThrows(
            UnknownReceiverException.class,
            () -> sender.send(SenderFixture.photo(1), TAG, "reception"));
    assertEquals(
        "No receiver is paired under the name \"reception\"; this device is paired with"
            + " \"Reception\", \"Room 2\".",
        e.getMessage());
  }

  @Test
  void anEmptyPhotoIsRefused() throws Exception {
    assertEquals(
        "The photo is empty; there is nothing to send.",
        refusalOf(photo(InputStream::nullInputStream)));
  }

  @Test
  void aPhotoThatIsOtherwiseTheSecondTimeIsRefused() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    assertEquals(
        "The photo changed while it was being read; send it again.",
        refusalOf(photo(() -> new ByteArrayInputStream(noise(readings.incrementAndGet())))));
  }

  @Test
  void aPhotoThatShrinksIsRefused() throws Exception {
    AtomicInteger length = new AtomicInteger(20_000);
    assertEquals(
        "The photo changed while it was being read; send it again.",
        refusalOf(photo(() -> part(length.getAndAdd(-1)))));
  }

  @Test
  void aPhotoThatGrowsIsRefused() throws Exception {
    AtomicInteger length = new AtomicInteger(19_000);
    assertEquals(
        "The photo changed while it was being read; send it again.",
        refusalOf(photo(() -> part(length.getAndAdd(1)))));
  }

  private static InputStream part(int length) {
    return new ByteArrayInputStream(Arrays.copyOf(noise(1), length));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPhotoThatCannotBeReadIsSaidToBeTheFault(int reading) throws Exception {
    assertEquals(
        "The photo cannot be read: the camera took it back",
        refusalOf(failingAt(reading, new IOException("the camera took it back"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whyAPhotoCannotBeReadNamesNoPath(int reading) throws Exception {
    String file = "/photos/ZAC5361.jpg";
    Map<IOException, String> reasons =
        Map.of(
            new NoSuchFileException(file),
            "there is no such file",
            new AccessDeniedException(file),
            "access is denied",
            new FileSystemException(file, null, "Is a directory"),
            "Is a directory",
            new FileSystemLoopException(file),
            "FileSystemLoopException",
            new FileNotFoundException(file + " (No such file or directory)"),
            "it cannot be opened",
            new EOFException(),
            "EOFException");
    Sender sender = on.sender(on.receiver("Reception"));
    for (Map.Entry<IOException, String> reason : reasons.entrySet()) {
      Photo photo = failingAt(reading, reason.getKey());
      IOException e = assertThrows(IOException.class, () -> sender.send(photo, TAG));
      assertEquals("The photo cannot be read: " + reason.getValue(), e.getMessage());
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      assertFalse(trace.toString().contains("ZAC5361"));
    }
  }

  @Test
  void aPhotoThatCannotBeClosedIsSaidToBeTheFault() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    Photo photo =
        photo(
            () ->
                new ByteArrayInputStream(noise(1)) {
                  private final int reading = readings.incrementAndGet();

                  @Override
                  public void close() throws IOException {
                    if (reading == 2) {
                      throw new IOException("the camera is gone");
                    }
                  }
                });
    assertEquals("The photo cannot be read: the camera is gone", refusalOf(photo));
  }

  private static Photo failingAt(int reading, IOException failure) {
    AtomicInteger readings = new AtomicInteger();
    return photo(
        () -> {
          if (readings.incrementAndGet() == reading) {
            throw failure;
          }
          return new ByteArrayInputStream(noise(1));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFaultOfTheAppIsARefusalAndLeavesNothing(int reading) throws Exception {
    AtomicInteger readings = new AtomicInteger();
    assertEquals(
        "The photo cannot be read: the program that gave it failed with IllegalStateException",
        refusalOf(
            photo(
                () -> {
                  if (readings.incrementAndGet() == reading) {
                    throw new IllegalStateException("ZAC5361");
                  }
                  return new ByteArrayInputStream(noise(1));
                })));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anErrorIsPassedOnAndLeavesNothing(int reading) throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    AtomicInteger readings = new AtomicInteger();
    Photo photo =
        photo(
            () -> {
              if (readings.incrementAndGet() == reading) {
                throw error;
              }
              return new ByteArrayInputStream(noise(1));
            });
    assertSame(error, assertThrows(OutOfMemoryError.class, () -> sender.send(photo, TAG)));
    assertEquals(List.of(), on.files("outbox"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptIsSaidAndLeavesNothing(int reading) throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));
    AtomicInteger readings = new AtomicInteger();
    Photo photo =
        photo(
            () -> {
              if (readings.incrementAndGet() == reading) {
                Thread.currentThread().interrupt();
              }
              return new ByteArrayInputStream(noise(1));
            });

    IOException e = assertThrows(IOException.class, () -> sender.send(photo, TAG));

    assertTrue(Thread.interrupted());
    assertEquals(
        "The photo was not accepted, because its thread was interrupted; send it again.",
        e.getMessage());
    assertEquals(List.of(), on.files("outbox"));
  }

  @Test
  void whatIsNullIsNamed() throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));
    Photo photo = SenderFixture.photo(1);
    assertEquals("tag", nullOf(() -> sender.send(photo, null)));
    assertEquals("photo", nullOf(() -> sender.send(null, TAG)));
    assertEquals("to", nullOf(() -> sender.send(photo, TAG, (String) null)));
    assertEquals("code", nullOf(() -> sender.pair(null)));
    assertEquals("address", nullOf(() -> sender.pair("1-ABCD", null)));
  }

  private static String nullOf(Executable call) {
    return assertThrows(NullPointerException.class, call).getMessage();
  }

  @Test
  void aFullDiskIsSaidAndLeavesNothing() throws Exception {
    FakeReceiver context = on.receiver("Reception");
    on.sender(context).close();
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    on.keep(on.builder(counting.wrap(on.home))).close();
    HaltingFileSystem full =
        HaltingFileSystem.failingFrom(FileSystems.getDefault(), counting.operations().size() + 3);
    Sender sender = on.keep(on.builder(full.wrap(on.home)));

    IOException e = assertThrows(IOException.class, () -> sender.send(SenderFixture.photo(1), TAG));

    assertEquals(
        "The photo was not accepted, because the outbox cannot be written: disk full",
        e.getMessage());
    assertEquals(List.of(), on.files("outbox"));
    assertEquals(List.of(), context.filed());
  }

  @Test
  void attributesThatNoManifestHoldsAreRefused() throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));
    Photo photo =
        Photo.builder("a.jpg", () -> new ByteArrayInputStream(noise(1)), TestPhotos.CAPTURED)
            .attribute("notes", "x".repeat(70_000))
            .build();
    assertThrows(IllegalArgumentException.class, () -> sender.send(photo, TAG));
    assertEquals(List.of(), on.files("outbox"));
  }

  @Test
  void aClosedSenderSaysSo() throws Exception {
    Sender sender = on.sender(on.receiver("Reception"));
    sender.close();
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> sender.send(SenderFixture.photo(1), TAG));
    assertEquals("this sender is closed", e.getMessage());
  }

  @Test
  void severalThreadsMaySendAtOnce() throws Exception {
    FakeReceiver context = on.receiver("Reception");
    Sender sender = on.sender(context);
    List<Delivery> deliveries =
        java.util.stream.IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> sendUnchecked(sender, i))
            .toList();
    for (Delivery delivery : deliveries) {
      receipt(delivery);
    }
    assertEquals(16, context.filed().size());
  }

  private static Delivery sendUnchecked(Sender sender, int seed) {
    try {
      return sender.send(SenderFixture.photo(seed), TAG);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
