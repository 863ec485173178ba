package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one file that is placed once. A name is noted as claimed before it is
 * tried, while the hidden copy lies on the disk. So after a crash a file of that name is ours if
 * the copy is gone, for then it was renamed, or if both are one file; with another copy of the same
 * content beside it, it is somebody else's.
 */
final class PlacementNote {
  private static final Pattern TEXT =
      Pattern.compile("1 (CLAIMED|PLACED) ([0-9a-f]{64}) (.+)\n", Pattern.DOTALL);

  private final Path root;
  private final Path note;
  private @Nullable String path;
  private String sha256 = "";
  private boolean isPlaced;

  private PlacementNote(Path root, Path note) {
    this.root = root;
    this.note = note;
  }

  static PlacementNote read(Path root, Path note) throws IOException {
    PlacementNote read = new PlacementNote(root, note);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(note);
    } catch (NoSuchFileException e) {
      return read;
    }
    Matcher text = TEXT.matcher(new String(bytes, StandardCharsets.UTF_8));
    if (!text.matches()) {
      throw new IOException(
          note + " is damaged; restore it from a backup, or delete it to place its file anew");
    }
    read.isPlaced = text.group(1).equals("PLACED");
    read.sha256 = text.group(2);
    read.path = text.group(3);
    return read;
  }

  /** Finishes what an earlier attempt came to; empty if the file is to be placed. */
  Optional<String> finish() throws IOException {
    if (path == null || isPlaced) {
      return Optional.ofNullable(path);
    }
    Path claimed = PlacementPath.file(root, path);
    Path copy = claimed.resolveSibling(hiddenName());
    boolean isOurs = isOurs(claimed, copy);
    if (isOurs) {
      DurableFiles.forceName(claimed);
    } else if (isThere(copy)) {
      forget();
    }
    Files.deleteIfExists(copy);
    return isOurs ? Optional.of(placed()) : Optional.empty();
  }

  private boolean isOurs(Path claimed, Path copy) throws IOException {
    if (!attributes(claimed).map(BasicFileAttributes::isRegularFile).orElse(false)) {
      return false;
    }
    return isThere(copy)
        ? Files.isSameFile(copy, claimed)
        : Sha256.hex(Sha256.of(claimed)).equals(sha256);
  }

  private static boolean isThere(Path file) throws IOException {
    return attributes(file).isPresent();
  }

  /** Throws if a share does not tell now: that must not pass for a file that is not there. */
  private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** A claim goes before its copy does: without that, the same bytes of another pass for ours. */
  private void forget() throws IOException {
    Files.deleteIfExists(note);
    DurableFiles.forceFolder(Objects.requireNonNull(note.toAbsolutePath().getParent()));
    path = null;
  }

  /** Notes that the file is placed where it was claimed last. */
  String placed() throws IOException {
    String placed = Objects.requireNonNull(path);
    write("PLACED");
    return placed;
  }

  private void claim(String claimed) throws IOException {
    path = claimed;
    write("CLAIMED");
  }

  private void write(String stage) throws IOException {
    String text = "1 " + stage + " " + sha256 + " " + path + "\n";
    DurableFiles.write(note, text.getBytes(StandardCharsets.UTF_8));
  }

  private String hiddenName() {
    return "." + note.getFileName() + ".part";
  }

  FilePlacement.Plan plan(PlacementPath wanted) {
    return new NotedPlan(wanted);
  }

  private final class NotedPlan implements FilePlacement.Plan {
    private final PlacementPath wanted;
    private @Nullable Path copy;

    NotedPlan(PlacementPath wanted) {
      this.wanted = wanted;
    }

    @Override
    public String hiddenName() {
      return PlacementNote.this.hiddenName();
    }

    @Override
    public void prepare(Path copy) throws IOException {
      this.copy = copy;
    }

    @Override
    public Optional<String> nextName(int attempt) throws IOException {
      if (attempt == 1) {
        Path whole = Objects.requireNonNull(copy);
        sha256 = Sha256.hex(Sha256.of(whole));
        DurableFiles.forceName(whole); // the claim is read by whether the copy is there
      }
      String name = wanted.name(attempt);
      claim(wanted.inFolder(name));
      return Optional.of(name);
    }

    /** If the name was given nevertheless, the claim stays. */
    @Override
    public void abandon(Path copy) throws IOException {
      if (path != null && isThere(copy) && !isOurs(PlacementPath.file(root, path), copy)) {
        forget();
      }
      Files.deleteIfExists(copy);
    }
  }
}
