package nz.co.medimage.receiver.config;

import java.util.Arrays;
import java.util.Optional;
import nz.co.medimage.receiver.addon.AddOnKind;

/** A part of a configuration that names add-ons. */
public enum ConfigurationPart {
  /** The required sinks. */
  SINKS("sinks", AddOnKind.SINK),
  /** The follow-up sinks. */
  FOLLOW_UPS("follow-ups", AddOnKind.SINK),
  /** The filters for all sinks. */
  FILTERS("filters", AddOnKind.FILTER),
  /** The patient check: at most one. */
  PATIENT_CHECK("patient-check", AddOnKind.CHECK),
  /** The observers. */
  OBSERVERS("observers", AddOnKind.OBSERVER),
  /** The listeners. */
  LISTENERS("listeners", AddOnKind.LISTENER);

  private final String key;
  private final AddOnKind kind;

  ConfigurationPart(String key, AddOnKind kind) {
    this.key = key;
    this.kind = kind;
  }

  /** Its key in the file. */
  public String key() {
    return key;
  }

  /** The kind of add-on that it names. */
  public AddOnKind kind() {
    return kind;
  }

  /** Whether it names one add-on, and is no list. */
  boolean isSingle() {
    return this == PATIENT_CHECK;
  }

  /** The part with a key. */
  public static Optional<ConfigurationPart> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }
}
