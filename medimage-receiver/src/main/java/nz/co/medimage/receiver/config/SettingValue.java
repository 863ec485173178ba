package nz.co.medimage.receiver.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nz.co.medimage.api.spi.Setting;
import org.jspecify.annotations.Nullable;

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

  /** What a value of a file is, as JsonTree makes them. */
  static SettingValue of(Setting setting, @Nullable Object value) {
    Kind kind = Kind.TEXT;
    List<String> texts = new ArrayList<>();
    if (value == null) {
      kind = Kind.MISSING;
    } else if (setting.isSecret()) {
      kind = secret(value, texts);
    } else {
      for (Object each : value instanceof List<?> list ? list : List.of(value)) {
        boolean isScalar =
            each instanceof String || each instanceof Boolean || each instanceof BigDecimal;
        texts.add(each instanceof BigDecimal number ? number.toPlainString() : "" + each);
        kind = isScalar ? kind : Kind.OTHER;
      }
      if (value instanceof List && !setting.isList()) {
        kind = Kind.OTHER;
      }
    }
    return new SettingValue(setting, kind, kind == Kind.OTHER ? List.of() : texts);
  }

  private static Kind secret(Object value, List<String> texts) {
    if (!(value instanceof Map<?, ?> named)) {
      return Kind.SECRET;
    }
    Object where = named.size() == 1 ? named.values().iterator().next() : null;
    if (!(where instanceof String text)) {
      return Kind.OTHER;
    }
    texts.add(text);
    if (named.containsKey("file")) {
      return Kind.FILE;
    }
    if (named.containsKey("env")) {
      return Kind.ENVIRONMENT;
    }
    texts.clear();
    return Kind.OTHER;
  }

  /** Shows the key and what is there, and no value. */
  @Override
  public String toString() {
    return "SettingValue[" + setting.key() + ", " + kind + "]";
  }
}
