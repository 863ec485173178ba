package nz.co.medimage.receiver.addon;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.AddOnProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;

/** An add-on that was found and can be used. Immutable; safe for use by several threads. */
public final class AddOn {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");

  private final AddOnKind kind;
  private final AddOnProvider provider;
  private final String id;
  private final String displayName;
  private final String version;
  private final String vendor;
  private final List<Setting> settings;
  private final String place;

  /**
   * Reads what a provider says of itself.
   *
   * @throws IllegalArgumentException if its id or settings are not well formed
   */
  AddOn(AddOnKind kind, AddOnProvider provider, String place) {
    this.kind = kind;
    this.provider = provider;
    this.place = place;
    id = Objects.requireNonNull(provider.id(), "its id");
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("an id is 1 to 40 of a-z, 0-9 and -, not " + id);
    }
    displayName = Objects.requireNonNull(provider.displayName(), "its display name");
    version = Objects.requireNonNull(provider.version(), "its version");
    vendor = Objects.requireNonNull(provider.vendor(), "its vendor");
    settings = List.copyOf(provider.settings());
    checkDescriptions();
  }

  /** Each key once, and defaults that are values of their type. */
  private void checkDescriptions() {
    for (Setting setting : settings) {
      setting
          .defaultValue()
          .ifPresent(
              value ->
                  Settings.of(
                      List.of(setting),
                      Map.of(setting.key(), value),
                      Path.of("").toAbsolutePath()));
    }
    long keys = settings.stream().map(Setting::key).distinct().count();
    if (keys < settings.size()) {
      throw new IllegalArgumentException("it describes a setting twice");
    }
  }

  /** What kind of add-on it is. */
  public AddOnKind kind() {
    return kind;
  }

  /** What configuration calls it: 1 to 40 of a-z, 0-9 and {@code -}, unique among its kind. */
  public String id() {
    return id;
  }

  /** What people call it. */
  public String displayName() {
    return displayName;
  }

  /** Its version; empty if it does not say. */
  public String version() {
    return version;
  }

  /** Who made it; empty if it does not say. */
  public String vendor() {
    return vendor;
  }

  /** The settings that it takes, each under a key of its own. */
  public List<Setting> settings() {
    return settings;
  }

  /** Where it was found: a folder of add-ons, or a jar or folder of the class or module path. */
  public String place() {
    return place;
  }

  /**
   * The provider that makes it, an instance of {@link AddOnKind#type}. While code from a folder of
   * add-ons runs, in the provider or in what that made, the thread's context class loader is the
   * add-on's.
   */
  public AddOnProvider provider() {
    return provider;
  }

  /** Its kind and id. */
  @Override
  public String toString() {
    return kind + " " + id;
  }
}
