package nz.co.medimage.receiver.addon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.api.file.Folders;

/**
 * The add-ons that a receiver can use: those on the class path and the module path, and those in
 * the folders {@code addons/NAME} of its home.
 *
 * <pre>{@code
 * try (AddOns addOns = AddOns.load(home)) {
 *   addOns.all().forEach(each -> System.out.println(each + " of " + each.place()));
 *   addOns.skipped().forEach(each -> System.out.println(each.name() + ": " + each.why()));
 * }
 * }</pre>
 *
 * <p>A receiver that starts with a {@linkplain
 * nz.co.medimage.receiver.Receiver.Builder#configuration configuration} loads its add-ons itself;
 * this class is for tools and settings dialogs. Jars that are added later are found by the next
 * {@link #load}, or when the receiver starts again.
 *
 * <p>The jars of one folder share a class loader of their own. They see the JDK, {@code
 * medimage-api}, SLF4J and JSpecify, and nothing else of the program or of other add-ons. Providers
 * are found by {@link java.util.ServiceLoader}: first those on the class path, then those in
 * folders, in the order of the folders' names. A provider that is broken, or has the kind and id of
 * an earlier one, is skipped.
 *
 * <p>Safe for use by several threads.
 */
public final class AddOns implements AutoCloseable {
  /** The name of the folder in a receiver's home: {@code addons}. */
  public static final String FOLDER = "addons";

  /**
   * The version of the interface for add-ons. A jar may ask for it by {@code MedImage-Api-Version}
   * in its manifest.
   */
  public static final int API_VERSION = 1;

  static final String PATH = "the class path";

  private final Path folder;
  private final List<String> lookedAt;
  private final List<AddOn> all;
  private final List<SkippedAddOn> skipped;
  private final List<AddOnClassLoader> loaders;

  private AddOns(
      Path folder, List<String> lookedAt, Discovery discovery, List<AddOnClassLoader> loaders) {
    this.folder = folder;
    this.lookedAt = List.copyOf(lookedAt);
    this.all = List.copyOf(discovery.found());
    this.skipped = List.copyOf(discovery.skipped());
    this.loaders = List.copyOf(loaders);
  }

  /**
   * Looks for add-ons. Creates their providers and nothing else. Reads files on the calling thread,
   * needs no lock of the home and works beside a receiver that runs. Never throws for a broken
   * add-on: see {@link #skipped}.
   *
   * @param home the home of a receiver; it may be missing
   * @return all that were found; the caller closes it
   */
  public static AddOns load(Path home) {
    Path folder = Objects.requireNonNull(home, "home").toAbsolutePath().resolve(FOLDER);
    Discovery discovery = new Discovery();
    discovery.path(AddOns.class.getClassLoader());
    List<AddOnClassLoader> loaders = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Path entry : entries(folder, discovery)) {
      String name = entry.getFileName().toString();
      if (Files.isDirectory(entry) && !name.startsWith(".")) {
        names.add(name);
        load(entry, discovery, loaders);
      } else if (AddOnFolder.isJar(entry)) {
        discovery.skip(
            name,
            folder.toString(),
            "It lies beside the folders of add-ons: make a folder for it, and put it there.");
      }
    }
    return new AddOns(folder, names, discovery, loaders);
  }

  private static List<Path> entries(Path folder, Discovery discovery) {
    try {
      List<Path> entries = new ArrayList<>(Folders.list(folder));
      Collections.sort(entries);
      return entries;
    } catch (IOException e) {
      discovery.skip(FOLDER, folder.toString(), "The folder cannot be read: give access to it.");
      return List.of();
    }
  }

  private static void load(Path folder, Discovery discovery, List<AddOnClassLoader> loaders) {
    AddOnClassLoader loader;
    try {
      loader = AddOnFolder.open(folder);
    } catch (IOException e) {
      discovery.skip(
          folder.getFileName().toString(), folder.toString(), String.valueOf(e.getMessage()));
      return;
    }
    loaders.add(loader);
    discovery.folder(folder, loader);
  }

  /** The add-ons that can be used, in the order in which they were found. */
  public List<AddOn> all() {
    return all;
  }

  /** The add-ons that cannot be used, each with the reason. */
  public List<SkippedAddOn> skipped() {
    return skipped;
  }

  /** Finds an add-on by its kind and id. */
  public Optional<AddOn> find(AddOnKind kind, String id) {
    return all.stream().filter(each -> each.kind() == kind && each.id().equals(id)).findFirst();
  }

  /**
   * Finds an add-on by its kind and id, or says why there is none.
   *
   * @throws IOException with one sentence for the user that says what was looked for and where, if
   *     there is no such add-on
   */
  public AddOn get(AddOnKind kind, String id) throws IOException {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
    return find(kind, id).orElseThrow(() -> new IOException(missing(kind, id)));
  }

  private String missing(AddOnKind kind, String id) {
    String missing = "There is no " + kind + " add-on " + id;
    String broken =
        skipped.stream()
            .filter(each -> each.name().equals(id) || Path.of(each.place()).endsWith(id))
            .map(each -> " " + each.place() + " was skipped: " + each.why())
            .collect(Collectors.joining());
    if (broken.isEmpty()) {
      Optional<AddOnKind> other =
          all.stream().filter(each -> each.id().equals(id)).map(AddOn::kind).findFirst();
      if (other.isPresent()) {
        return missing
            + "; "
            + id
            + " is "
            + (other.get() == AddOnKind.OBSERVER ? "an " : "a ")
            + other.get()
            + ": name it in "
            + other.get().part()
            + ".";
      }
      Optional<String> nearest = NearestWord.of(id, ids(kind));
      if (nearest.isPresent()) {
        return missing + "; did you mean " + nearest.get() + "?";
      }
    }
    return missing + "; " + lookedIn() + " have " + listed(ids(kind)) + "." + broken;
  }

  private List<String> ids(AddOnKind kind) {
    return all.stream()
        .filter(each -> each.kind() == kind)
        .map(AddOn::id)
        .collect(Collectors.toList());
  }

  private String lookedIn() {
    String names = lookedAt.isEmpty() ? "nothing there" : String.join(", ", lookedAt);
    return folder + " (" + names + ") and " + PATH;
  }

  private static String listed(List<String> ids) {
    return ids.isEmpty() ? "none" : String.join(", ", ids);
  }

  /**
   * Closes the jars, so that they can be deleted. Close everything that their providers made before
   * this.
   *
   * @throws IOException if a jar does not close
   */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (AddOnClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
