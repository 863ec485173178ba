package nz.co.medimage.api.spi;

import java.util.List;

/**
 * What all providers of add-ons have in common: a name, a version and the settings that they take.
 * An add-on's jar declares its providers for {@link java.util.ServiceLoader}: in {@code
 * META-INF/services} for an add-on folder or the class path, and with {@code provides} in {@code
 * module-info} for the module path. Each provider has a public constructor without parameters,
 * which does nothing.
 *
 * <p>Kinds: {@link SinkProvider}, {@link FilterProvider}, {@link PatientCheckProvider}, {@link
 * ReceiverObserverProvider}, and in {@code nz.co.medimage.api.transport} {@code ListenerProvider}
 * and {@code TransportProvider} for the two halves of a transport. One jar may contain several
 * providers.
 */
public interface AddOnProvider {

  /**
   * The name of this add-on in configuration, such as {@code folders}; unique among add-ons of its
   * kind. It is the same in all versions.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /** The name of this add-on for people. Default: its id. */
  default String displayName() {
    return id();
  }

  /**
   * The version of this add-on. Default: {@code Implementation-Version} of its jar; empty if there
   * is none.
   */
  default String version() {
    Package here = getClass().getPackage();
    String version = here == null ? null : here.getImplementationVersion();
    return version == null ? "" : version;
  }

  /**
   * The maker of this add-on. Default: {@code Implementation-Vendor} of its jar; empty if there is
   * none.
   */
  default String vendor() {
    Package here = getClass().getPackage();
    String vendor = here == null ? null : here.getImplementationVendor();
    return vendor == null ? "" : vendor;
  }

  /**
   * The settings that this add-on takes. Configuration is checked against them before anything is
   * created, and {@code medimage addons --explain} prints them. Default: none.
   *
   * @return descriptions, no two with the same key
   */
  default List<Setting> settings() {
    return List.of();
  }
}
