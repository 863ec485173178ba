package nz.co.medimage.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A profile and the lines for receiver.json that an {@code ehrconnect.json} became, with its
 * secrets aside. Never prints a value.
 */
final class ImportedProfile {
  /** The profile, in the folder that all files of an import go to. */
  static final String PROFILE = "practice.json";

  /** The lines for receiver.json. */
  static final String RECEIVER = "receiver.json";

  /** What it is called beside a configuration, or in a home that works without one. */
  static final String RECEIVER_BESIDE = "practice-receiver.json";

  private final Map<String, Object> profile = new LinkedHashMap<>();
  private final Map<String, Object> receiver = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  Map<String, Object> profile() {
    return profile;
  }

  Map<String, Object> receiver() {
    return receiver;
  }

  /** The content of each file with a secret, by its name. */
  Map<String, String> secrets() {
    return secrets;
  }

  /**
   * Keeps a secret in a file of its own.
   *
   * @param what it is, in a word
   * @return what stands for it in JSON
   */
  Map<String, Object> secret(String what, String text) {
    String name = "practice-" + what + ".txt";
    secrets.put(name, text);
    return Map.of("file", name);
  }

  /** An object within the profile, such as {@code photo}; made where it is missing. */
  @SuppressWarnings("unchecked") // only this method puts objects there
  Map<String, Object> section(String name) {
    return (Map<String, Object>) profile.computeIfAbsent(name, key -> new LinkedHashMap<>());
  }
}
