package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A sink may file what is staged itself, if nobody else gets it, and what it left is not reused.
 */
@Timeout(60)
final class LinkedPhotoTest extends FilingFixture {
  private final List<StagedPhoto> got = new ArrayList<>();

  private Sink noting(String id) {
    return sink(
        id,
        photo -> {
          got.add(photo);
          return new SinkReference(id, "arm");
        });
  }

  private void start(Receiver.Builder builder) throws IOException {
    bench.close();
    bench = new Bench(home, builder);
  }

  private Receiver.Builder builder() {
    return Receiver.builder(home).clock(clock).backoff(Bench.SOON).followUpBackoff(Bench.SOON);
  }

  @Test
  void onlySinkMayLink() throws Exception {
    start(builder().sink(noting("folders")));
    send(JPEG);
    assertEquals(List.of(true), got.stream().map(StagedPhoto::isLinkable).toList());
  }

  @Test
  void twoSinksMayNot() throws Exception {
    start(builder().sink(noting("folders")).sink(new FakeSink("ehr")));
    send(JPEG);
    assertEquals(List.of(false), got.stream().map(StagedPhoto::isLinkable).toList());
  }

  @Test
  void neitherMayASinkNorAFollowUpOfThePhotoThatIsKept() throws Exception {
    start(builder().sink(noting("folders")).followUp(noting("ehr")));
    send(JPEG);
    Await.until("the follow-up has it", () -> bench.files("followup").isEmpty());
    assertEquals(List.of(false, false), got.stream().map(StagedPhoto::isLinkable).toList());
  }

  @Test
  void sinkWithFiltersMayLinkWhatIsMadeForItAlone() throws Exception {
    start(builder().sink(noting("folders"), photo -> photo).sink(new FakeSink("ehr")));
    send(JPEG);
    assertEquals(List.of(true), got.stream().map(StagedPhoto::isLinkable).toList());
  }

  /** Between the two attempts a person opens the photo, and saves it changed. */
  @Test
  void photoThatASinkLinkedBeforeItFailedIsOpenedAnew() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("unix"));
    Path filed = home.resolve("arm.jpg");
    List<byte[]> contents = new ArrayList<>();
    Sink failing =
        sink(
            "folders",
            photo -> {
              contents.add(Files.readAllBytes(photo.file()));
              if (contents.size() == 1) {
                Files.createLink(filed, photo.file());
                Files.writeString(filed, "edited");
                throw new IOException("after the photo was filed");
              }
              return new SinkReference("folders", "arm");
            });
    start(builder().sink(failing));

    assertInstanceOf(Receipt.Delivered.class, send(JPEG));

    assertEquals(2, contents.size());
    assertArrayEquals(JPEG, contents.get(1));
    assertEquals("edited", Files.readString(filed));
  }
}
