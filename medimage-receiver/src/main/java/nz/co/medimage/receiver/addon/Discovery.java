package nz.co.medimage.receiver.addon;

import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import nz.co.medimage.api.spi.AddOnProvider;
import org.jspecify.annotations.Nullable;

/** Collects what class loaders provide; a broken provider stops neither the others nor the host. */
final class Discovery {
  /** Of one kind and loader: a service file that can never be read fails at each call. */
  private static final int MOST_FAILURES = 100;

  private static final String DATABASE_DRIVER = "META-INF/services/java.sql.Driver";

  private final List<AddOn> found = new ArrayList<>();
  private final List<SkippedAddOn> skipped = new ArrayList<>();

  List<AddOn> found() {
    return found;
  }

  List<SkippedAddOn> skipped() {
    return skipped;
  }

  void skip(String name, String place, String why) {
    skipped.add(new SkippedAddOn(name, place, why));
  }

  /** Looks on the class path and the module path. */
  void path(ClassLoader host) {
    for (AddOnKind kind : AddOnKind.values()) {
      providers(kind, host, null);
    }
  }

  /** Looks in a folder of add-ons. */
  void folder(Path folder, AddOnClassLoader loader) {
    int before = found.size() + skipped.size();
    for (AddOnKind kind : AddOnKind.values()) {
      providers(kind, loader, folder);
    }
    boolean isDriver = loader.findResource(DATABASE_DRIVER) != null; // another add-on names its jar
    if (found.size() + skipped.size() == before && !isDriver) {
      skip(
          folder.getFileName().toString(),
          folder.toString(),
          "No jar in it names an add-on in META-INF/services.");
    }
  }

  private void providers(AddOnKind kind, ClassLoader loader, @Nullable Path folder) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Iterator<? extends ServiceLoader.Provider<? extends AddOnProvider>> providers =
          ServiceLoader.load(kind.type(), loader).stream().iterator();
      int failures = 0;
      while (failures < MOST_FAILURES) {
        try {
          if (!providers.hasNext()) {
            return;
          }
          add(kind, providers.next(), folder);
        } catch (Throwable e) {
          failures++;
          skip(nameOf(folder), placeOf(folder), AddOnFault.sentence(e));
        }
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void add(
      AddOnKind kind,
      ServiceLoader.Provider<? extends AddOnProvider> service,
      @Nullable Path folder) {
    String name = service.type().getName();
    String place = folder == null ? placeOf(service.type()) : folder.toString();
    AddOn addOn;
    try {
      AddOnProvider provider = service.get();
      addOn = new AddOn(kind, folder == null ? provider : isolated(kind, provider), place);
    } catch (Throwable e) {
      skip(name, place, AddOnFault.sentence(e));
      return;
    }
    Optional<AddOn> first =
        found.stream()
            .filter(other -> other.kind() == kind && other.id().equals(addOn.id()))
            .findFirst();
    if (first.isPresent()) {
      skip(addOn.id(), place, hasAnother(first.get(), folder));
    } else {
      found.add(addOn);
    }
  }

  /** Says which of two counts, as that may be the older one. */
  private static String hasAnother(AddOn first, @Nullable Path folder) {
    boolean isBeside =
        folder != null && first.place().startsWith(folder.resolveSibling("").toString());
    return first.place()
        + " has a "
        + first
        + " too, and comes first"
        + (isBeside ? " by name; delete one of the folders." : "; remove one of them.");
  }

  private static AddOnProvider isolated(AddOnKind kind, AddOnProvider provider) {
    return around(kind.type(), provider);
  }

  private static <T extends AddOnProvider> T around(Class<T> type, AddOnProvider provider) {
    return ContextLoader.around(type, type.cast(provider), provider.getClass().getClassLoader());
  }

  private static String nameOf(@Nullable Path folder) {
    return folder == null ? "unknown" : folder.getFileName().toString();
  }

  private static String placeOf(@Nullable Path folder) {
    return folder == null ? AddOns.PATH : folder.toString();
  }

  private static String placeOf(Class<?> type) {
    @Nullable CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return AddOns.PATH;
    }
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (java.net.URISyntaxException | RuntimeException e) {
      return source.getLocation().toString(); // a jar within a jar, for example
    }
  }
}
