package nz.co.medimage.receiver.addon;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.AddOnProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;

/** An add-on that was found and can be used. Immutable. */
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
   * Asks a provider who it is.
   *
   * @throws IllegalArgumentException if it says what cannot be
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

  /** What it is. */
  public AddOnKind kind() {
    return kind;
  }

  /** What configuration calls it; no other of its kind has this id. */
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

  /** The settings that it takes, each under another key. */
  public List<Setting> settings() {
    return settings;
  }

  /** Where it was found: a folder of add-ons, or a jar or folder of the class or module path. */
  public String place() {
    return place;
  }

  /**
   * What makes it: a provider of {@link AddOnKind#type}. While code from a folder of add-ons runs,
   * the thread's context class loader is that of the add-on, also in what it makes.
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
