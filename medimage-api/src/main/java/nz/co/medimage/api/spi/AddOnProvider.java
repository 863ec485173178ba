package nz.co.medimage.api.spi;

import java.util.List;

/**
 * What all providers of add-ons have in common: who they are, and which settings they take. An
 * add-on's jar names its providers for {@link java.util.ServiceLoader}: in {@code
 * META-INF/services} for a folder of add-ons and the class path, and in {@code module-info} by
 * {@code provides} for the module path. Each has a public constructor without parameters that does
 * nothing.
 *
 * <p>Kinds: {@link SinkProvider}, {@link FilterProvider}, {@link PatientCheckProvider}, {@link
 * ReceiverObserverProvider}, and in {@code nz.co.medimage.api.transport} those of a receiver's and
 * a sender's half of a transport. One jar may hold several.
 */
public interface AddOnProvider {

  /**
   * What configuration calls this add-on, such as {@code folders}; unique among those of its kind.
   * Always the same.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /** What people call it. Default: its id. */
  default String displayName() {
    return id();
  }

  /** Its version. Default: {@code Implementation-Version} of its jar; empty if there is none. */
  default String version() {
    Package here = getClass().getPackage();
    String version = here == null ? null : here.getImplementationVersion();
    return version == null ? "" : version;
  }

  /** Who made it. Default: {@code Implementation-Vendor} of its jar; empty if there is none. */
  default String vendor() {
    Package here = getClass().getPackage();
    String vendor = here == null ? null : here.getImplementationVendor();
    return vendor == null ? "" : vendor;
  }

  /**
   * The settings that it takes. Configuration is checked against them before anything is created,
   * and {@code medimage addons --explain} prints them. Default: none.
   *
   * @return each with another key
   */
  default List<Setting> settings() {
    return List.of();
  }
}
