package com.example.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.SinkContract;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules for each sink, and what is special about this one. */
final class ArchiveSinkTest extends SinkContract {
  private final ArchiveSinkProvider provider = new ArchiveSinkProvider();
  private final List<FakeArchive> archives = new ArrayList<>();
  private int port;

  @Override
  protected Sink open(Path folder) throws IOException {
    listen(folder, 0);
    return provider.create(context(folder, "http://127.0.0.1:" + port, FakeArchive.PASSWORD));
  }

  private void listen(Path folder, int wanted) throws IOException {
    FakeArchive archive = new FakeArchive(archive(folder), wanted);
    port = archive.port();
    archives.add(archive);
  }

  private FakeAddOnContext context(Path folder, String url, String password) {
    return new FakeAddOnContext(
        provider, Map.of("url", url, "password", password), folder.resolve("state"));
  }

  private static Path archive(Path folder) {
    return Path.of(folder.toString(), "archive"); // of the disk itself: the sink does not write it
  }

  @Override
  protected Map<String, byte[]> stored(Path folder) throws IOException {
    return contentsOf(archive(folder));
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) throws IOException {
    if (reachable) {
      listen(folder, port);
    } else {
      closeArchives();
    }
    return true;
  }

  @Override
  protected boolean storeAsAnother(Path folder, StagedPhoto photo, byte[] content) {
    return false; // the ids of photos are this sink's alone
  }

  @AfterEach
  void closeArchives() {
    archives.forEach(FakeArchive::close);
    archives.clear();
  }

  @Test
  void wrongPasswordIsAProblemForAPerson(@TempDir Path folder) throws Exception {
    try (FakeArchive archive = new FakeArchive(folder, 0)) {
      FakeAddOnContext context = context(folder, archive.url(), "wrong");
      Sink sink = provider.create(context);
      StagedPhoto photo =
          TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361", TestPhotos.jpeg(1));
      assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(
          List.of("The archive refuses the password: correct it in receiver.json."),
          context.problems());
    }
  }

  @Test
  void passwordDoesNotTravelOpenly(@TempDir Path folder) {
    FakeAddOnContext context = context(folder, "http://archive.example", "x");
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> provider.create(context));
    assertEquals("The url of the archive must begin with https://.", refusal.getMessage());
  }
}
