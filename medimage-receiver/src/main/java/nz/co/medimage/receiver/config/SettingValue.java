package nz.co.medimage.receiver.config;

import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.spi.Setting;

/**
 * What a configuration has for one setting, as a form shows it. Never holds a secret.
 *
 * @param setting the description
 * @param kind what is there
 * @param texts the value as a person types it: one text, or several for a list; the path or the
 *     name for {@link Kind#FILE} and {@link Kind#ENVIRONMENT}; empty for the others
 */
public record SettingValue(Setting setting, Kind kind, List<String> texts) {

  /** What a configuration can have for a setting. */
  public enum Kind {
    /** Nothing. */
    MISSING,
    /** A value, which {@link #texts} has. */
    TEXT,
    /** A secret that is written in the file itself. */
    SECRET,
    /** A secret in another file. */
    FILE,
    /** A secret in an environment variable. */
    ENVIRONMENT,
    /** Something that no value of this setting looks like. */
    OTHER
  }

  /** Copies the list, and refuses null. */
  public SettingValue {
    Objects.requireNonNull(setting, "setting");
    Objects.requireNonNull(kind, "kind");
    texts = List.copyOf(texts);
  }

  /** Shows the key and what is there, and no value. */
  @Override
  public String toString() {
    return "SettingValue[" + setting.key() + ", " + kind + "]";
  }
}
