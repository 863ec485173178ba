package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * A sink whose target neither recognises a photo nor can be searched: it notes what it is about to
 * send, and asks when an answer was lost. Each request that arrives is a file of its own in the
 * target, so a photo that is filed twice shows.
 */
final class AskingSink implements Sink {
  static final String WHERE = "Look for the photo in the letters of today.";

  final List<String> calls = new CopyOnWriteArrayList<>();
  final AtomicInteger requestsToLose = new AtomicInteger();
  final AtomicInteger answersToLose = new AtomicInteger();
  private final String id;
  private final Path notes;
  private final Path target;

  /** Keeps its notes and its target in a folder. */
  AskingSink(String id, Path folder) throws IOException {
    this.id = id;
    notes = Files.createDirectories(folder.resolve("notes"));
    target = Files.createDirectories(folder.resolve("target"));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException {
    calls.add("write");
    return file(photo);
  }

  private SinkReference file(StagedPhoto photo) throws IOException {
    Path note = notes.resolve(photo.id().toString());
    if (Files.exists(note)) {
      String noted = Files.readString(note);
      if (noted.isEmpty()) {
        throw new OutcomeUnknownException(WHERE);
      }
      return new SinkReference(id, noted);
    }
    DurableFiles.write(note, new byte[0]);
    if (isLost(requestsToLose)) {
      throw new OutcomeUnknownException(WHERE);
    }
    String name = photo.id().envelope() + "-" + requests(photo.id()).size();
    DurableFiles.write(target.resolve(name), Files.readAllBytes(photo.file()));
    if (isLost(answersToLose)) {
      throw new OutcomeUnknownException(WHERE);
    }
    DurableFiles.write(note, name.getBytes(StandardCharsets.UTF_8));
    return new SinkReference(id, name);
  }

  private static boolean isLost(AtomicInteger left) {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  @Override
  public SinkReference settle(StagedPhoto photo, boolean isFiled) throws IOException {
    calls.add("settle " + isFiled);
    Path note = notes.resolve(photo.id().toString());
    if (isFiled) {
      DurableFiles.write(note, "found".getBytes(StandardCharsets.UTF_8));
      return new SinkReference(id, "found");
    }
    Files.deleteIfExists(note);
    return file(photo);
  }

  /** What arrived of a photo in the target. */
  List<String> requests(PhotoId photo) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(photo.envelope().toString()))
          .sorted()
          .toList();
    }
  }
}
