package nz.co.medimage.sink.hl7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ServerSocketFactory;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process ends between the message and its answer. */
@Timeout(120)
final class MllpKillTest {
  private static final String PORT = "port";

  @TempDir private Path folder;

  @Test
  void endOfTheProcessBeforeTheAnswerAsksAPersonOrRepeatsTheMessage() throws Exception {
    ForkedJvm.Ended ended =
        ForkedJvm.run(MllpKillTest.class, Duration.ofSeconds(60), folder.toString());
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
    assertEquals(1, documents(folder), "what the receiver filed before");
    int port = Integer.parseInt(Files.readString(folder.resolve(PORT)));
    try (MllpListener listener =
        new MllpListener(folder.resolve("documents"), ServerSocketFactory.getDefault(), port)) {
      try (Sink sink = open(folder, listener.port(), "ask")) {
        assertThrows(OutcomeUnknownException.class, () -> sink.write(photo(folder)));
        assertEquals(0, listener.received().size());
      }
      try (Sink sink = open(folder, listener.port(), "safe")) {
        sink.write(photo(folder));
        assertEquals(1, listener.received().size());
      }
    }
    assertEquals(1, documents(folder));
  }

  /** Sends to a receiver which files the photo and then halts this process. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    MllpListener listener = new MllpListener(folder.resolve("documents"));
    Files.writeString(folder.resolve(PORT), String.valueOf(listener.port()));
    listener.next(
        (conversation, id) -> {
          conversation.file();
          Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
        });
    open(folder, listener.port(), "ask").write(photo(folder));
  }

  private static StagedPhoto photo(Path folder) throws IOException {
    Path staging = Files.createDirectories(folder.resolve("staging"));
    return TestPhotos.staged(staging, TestPhotos.photoId(1), "#ZAC5361", TestPhotos.jpeg(1));
  }

  private static int documents(Path folder) throws IOException {
    return Folders.list(folder.resolve("documents")).size();
  }

  private static Sink open(Path folder, int port, String repeat) throws IOException {
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Map<String, Object> settings = Map.of("host", "localhost", "port", port, "repeat", repeat);
    Sink sink = provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
    sink.start();
    return sink;
  }
}
