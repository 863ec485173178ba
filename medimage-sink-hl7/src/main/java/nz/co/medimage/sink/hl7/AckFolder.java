package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.file.Folders;

/**
 * The folder in which the practice system writes acknowledgements, of messages of others too. Its
 * files have any names; each may contain several acknowledgements. Safe for use by several threads.
 */
final class AckFolder {
  private final Path folder;
  private final boolean deletes;

  /** What the files contain that were in the folder when somebody looked last. */
  private Map<String, List<Acknowledgement>> known = new HashMap<>();

  /** Makes one; {@code deletes} says whether files that are only ours are deleted once noted. */
  AckFolder(Path folder, boolean deletes) {
    this.folder = folder;
    this.deletes = deletes;
  }

  /** An answer that was found, and the file that it was in. */
  record Answer(Verdict verdict, Path file, boolean isAlone) {}

  /** A file as it is now: another time or size make it another one. */
  private record Version(Path file, FileTime modified, long size) {
    String text() {
      return file.getFileName() + "|" + modified.toMillis() + "|" + size;
    }
  }

  Path folder() {
    return folder;
  }

  /**
   * Finds the newest answer to a message. A file that is new or has changed since somebody looked
   * last may not be whole yet, and is left for the next look.
   *
   * @param old what {@link #present} returned when the message was not dropped yet
   */
  synchronized Optional<Answer> find(String controlId, String old) throws IOException {
    Set<String> before = Set.copyOf(known.keySet());
    Set<String> answered = Set.of(old.split("\n"));
    Optional<Answer> found = Optional.empty();
    for (Version version : look()) {
      if (before.contains(version.text()) && !answered.contains(version.text())) {
        List<Acknowledgement> answers = known.getOrDefault(version.text(), List.of());
        for (Acknowledgement each : answers) {
          if (each.controlId().equals(controlId)) {
            found = Optional.of(new Answer(Verdict.of(each), version.file(), answers.size() == 1));
          }
        }
      }
    }
    return found;
  }

  /** The files that answer a message already, one on a line. */
  synchronized String present(String controlId) throws IOException {
    return look().stream()
        .map(Version::text)
        .filter(
            text ->
                known.getOrDefault(text, List.of()).stream()
                    .anyMatch(each -> each.controlId().equals(controlId)))
        .collect(Collectors.joining("\n"));
  }

  /** Reads what is new; the result is in the order of time. */
  private List<Version> look() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is missing; create it, or connect the share that it is on");
    }
    List<Version> versions = new ArrayList<>();
    Map<String, List<Acknowledgement>> now = new HashMap<>();
    for (Path file : list()) {
      Optional<Version> version = version(file);
      if (version.isPresent()) {
        List<Acknowledgement> answers = known.get(version.get().text());
        Optional<List<Acknowledgement>> read = answers != null ? Optional.of(answers) : read(file);
        if (read.isPresent()) {
          now.put(version.get().text(), read.get());
          versions.add(version.get());
        }
      }
    }
    known = now;
    versions.sort(Comparator.comparing(Version::modified).thenComparing(Version::file));
    return versions;
  }

  private List<Path> list() throws IOException {
    try {
      return Folders.list(folder);
    } catch (FileSystemException e) {
      throw unreadable(e);
    }
  }

  /** Names no file: others may name theirs after patients. */
  private IOException unreadable(FileSystemException e) {
    String why = e.getClass().getSimpleName();
    return new IOException(folder + " cannot be read (" + why + "); check who may read it", e);
  }

  private Optional<Version> version(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() && attributes.size() <= MllpFrame.LIMIT
          ? Optional.of(new Version(file, attributes.lastModifiedTime(), attributes.size()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // others take theirs away
    } catch (FileSystemException e) {
      throw unreadable(e);
    }
  }

  /** Empty if it is gone or its writer holds it. */
  private static Optional<List<Acknowledgement>> read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MllpFrame.LIMIT);
    } catch (FileSystemException e) {
      return Optional.empty();
    }
    List<Acknowledgement> answers = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String message : text.split("(?<=[\r\n\u000B])(?=MSH)")) {
      try {
        answers.add(Acknowledgement.parse(message.getBytes(StandardCharsets.ISO_8859_1)));
      } catch (IOException e) {
        // no acknowledgement, or not a whole one yet
      }
    }
    return Optional.of(answers);
  }

  /** Deletes the file of an answer that is noted, if that is wanted and nothing else is in it. */
  void tidy(Answer answer) throws IOException {
    if (deletes && answer.isAlone()) {
      Files.deleteIfExists(answer.file());
    }
  }
}
