package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Places a copy of a file in a folder that other programs, other computers and people write to as
 * well: durably, and never replacing anything.
 *
 * <p>The file is copied, or linked where a {@link Plan} allows it, into its folder under a hidden
 * name, forced to disk, and then given the first name that is free; that name is forced to disk
 * too. So others see the whole file or none, and when a method returns, the file survives a power
 * cut. If a method throws, the hidden copy is removed. A crash can leave that copy behind, and it
 * can leave the file placed although the caller did not learn of it: to place a file once and never
 * twice, use {@link #placeOnce}, or a {@link Plan} that notes each name before it is tried.
 *
 * <p>Safe for use by several threads and processes. Each method blocks as long as the disk does.
 * The message of an exception can contain a path, and so the name of a patient.
 */
public final class FilePlacement {
  private FilePlacement() {}

  /** How one file is placed, for callers that remember themselves which names they gave. */
  public interface Plan {

    /**
     * The name of the copy until it gets its final one. Anything with that name in the folder is
     * deleted. If it is the same each time, a later attempt removes what a crash left behind.
     *
     * @return a single name, used for this file alone; it begins with a dot
     */
    String hiddenName();

    /**
     * Whether the copy may be a hard link of the source, where that is as good: whatever is done to
     * one of them is then done to both. So nobody may read or change the source any more, even if
     * this attempt fails, except to delete it; and a caller that changes the copy's rights or group
     * says no. A source that has a second name already is copied. Default: no.
     */
    default boolean mayLink() {
      return false;
    }

    /**
     * Changes the copy, such as its date or group, before anybody can see it. Default: does
     * nothing.
     *
     * @param copy has its whole content
     */
    default void prepare(Path copy) throws IOException {}

    /**
     * The name to try next. The whole copy is on the disk by now. A caller that must be idempotent
     * notes the name durably before it returns it.
     *
     * @param attempt 1 for the first; more if the name returned before is taken
     * @return a single name; empty to give up, which deletes the copy
     */
    Optional<String> nextName(int attempt) throws IOException;

    /** Forces the name to disk. Default: {@link DurableFiles#forceName}. */
    default void forceName(Path placed) throws IOException {
      DurableFiles.forceName(placed);
    }

    /**
     * Removes the copy after making or naming it failed. The file may have the name that was tried
     * last nevertheless. Default: deletes the copy.
     */
    default void abandon(Path copy) throws IOException {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * Places a file as {@code arm.jpg}, or {@code arm-2.jpg}, {@code arm-3.jpg} and so on if that is
   * taken. Repeating this places it a second time.
   *
   * @param source is copied and stays
   * @param root exists, and is never created: if it is missing, the share that it is on is not
   *     connected
   * @param path the wanted path below the root, separated by {@code /}, such as {@code
   *     ZAC5361/arm.jpg}; missing folders are created, readable by their owner only
   * @return the path that it got, separated by {@code /}
   * @throws IOException if it did not work now, or if one of the folders is a file or a link that
   *     leads out of the root
   * @throws IllegalArgumentException if the path is not made of single names
   */
  public static String place(Path source, Path root, String path) throws IOException {
    PlacementPath wanted = PlacementPath.of(root, path);
    String hidden = "." + UUID.randomUUID() + ".part";
    Plan numbered =
        new Plan() {
          @Override
          public String hiddenName() {
            return hidden;
          }

          @Override
          public Optional<String> nextName(int attempt) throws IOException {
            return Optional.of(wanted.name(attempt));
          }
        };
    Path placed = place(source, wanted.makeFolder(), numbered).get();
    return wanted.inFolder(placed.getFileName().toString());
  }

  /**
   * Places a file as {@link #place(Path, Path, String)} does, but once: repeated with the same
   * note, even after a failure, a crash or a restart, it finishes what was begun or returns the
   * path of the first time, whatever has become of the file since.
   *
   * @param note a small file that records where this one file went, in a folder that exists and
   *     that only this caller writes to; its name is part of the hidden name. Keep it for as long
   *     as the file may be offered again
   * @throws IOException also if the note cannot be read or written
   */
  public static String placeOnce(Path source, Path root, String path, Path note)
      throws IOException {
    PlacementNote noted = PlacementNote.read(root, note);
    Optional<String> before = noted.finish();
    if (before.isPresent()) {
      return before.get();
    }
    PlacementPath wanted = PlacementPath.of(root, path);
    place(source, wanted.makeFolder(), noted.plan(wanted));
    return noted.placed();
  }

  /**
   * Places a file by a plan.
   *
   * @param source is copied, or linked if {@link Plan#mayLink} allows it, and stays
   * @param folder exists
   * @return where it is; empty if the plan gave it up
   * @throws IOException if it did not work now
   */
  public static Optional<Path> place(Path source, Path folder, Plan plan) throws IOException {
    Path copy = folder.resolve(plan.hiddenName());
    Optional<Path> placed;
    try {
      copy(source, copy, plan);
      placed = name(copy, folder, plan);
    } catch (IOException | RuntimeException e) {
      abandon(copy, plan, e);
      throw e;
    }
    if (placed.isPresent()) {
      plan.forceName(placed.get());
    } else {
      Files.deleteIfExists(copy);
    }
    return placed;
  }

  /** Never into what is there: after a crash it may be the placed file by another name. */
  private static void copy(Path source, Path copy, Plan plan) throws IOException {
    Files.deleteIfExists(copy);
    try (FileChannel made = DurableFiles.copyPrivate(source, copy, plan.mayLink())) {
      plan.prepare(copy);
      made.force(true);
    }
  }

  private static Optional<Path> name(Path copy, Path folder, Plan plan) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Optional<String> name = plan.nextName(attempt);
      if (!name.isPresent()) {
        return Optional.empty();
      }
      Path target = folder.resolve(name.get());
      if (DurableFiles.moveIfFree(copy, target)) {
        return Optional.of(target);
      }
    }
  }

  private static void abandon(Path copy, Plan plan, Exception failure) {
    try {
      plan.abandon(copy);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
