package nz.co.medimage.receiver.addon;

import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with an add-on that cannot be used, for the person who installed it. */
final class AddOnFault {
  private static final Pattern MISSING = Pattern.compile("Provider (\\S+) not found$");

  private AddOnFault() {}

  static String sentence(Throwable thrown) {
    if (thrown instanceof ServiceConfigurationError) {
      return thrown.getCause() == null ? ofService(thrown) : sentence(thrown.getCause());
    }
    if (thrown instanceof NoSuchMethodException) {
      // ServiceLoader looks for no other method.
      return named(thrown).replace(".<init>()", "")
          + " has no public constructor without parameters: ask its vendor.";
    }
    if (thrown instanceof UnsupportedClassVersionError) {
      return "It needs a later Java than " + Runtime.version().feature() + ", which runs here.";
    }
    if (thrown instanceof NoClassDefFoundError || thrown instanceof ClassNotFoundException) {
      if (named(thrown).startsWith("nz.co.medimage.api.")) {
        return "It was made for another version of MedImage: ask its vendor for one that fits this"
            + " version, or update MedImage ("
            + shown(thrown)
            + ").";
      }
      return "It lacks the class "
          + named(thrown)
          + ": put all of its jars into its folder; it cannot use libraries of MedImage itself.";
    }
    if (thrown instanceof LinkageError && thrown.getCause() != null) {
      return sentence(thrown.getCause()); // of what runs when a class is first used
    }
    if (thrown instanceof LinkageError) {
      return "It was made for another version of MedImage, or of a library: ask its vendor for one"
          + " that fits ("
          + shown(thrown)
          + ").";
    }
    if (thrown instanceof UnsupportedOperationException && thrown.getMessage() != null) {
      return thrown.getMessage(); // A provider says so that knows what this Java lacks.
    }
    return "It has a fault: ask its vendor (" + shown(thrown) + ").";
  }

  /** The error's own text names the service first. */
  private static String ofService(Throwable thrown) {
    String text = String.valueOf(thrown.getMessage());
    Matcher missing = MISSING.matcher(text);
    return missing.find()
        ? "Its META-INF/services names " + missing.group(1) + ", which is not in its jars."
        : text.substring(text.indexOf(": ") + 1).strip() + ".";
  }

  /** The class that is missing, or lacks something. */
  private static String named(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).replace('/', '.');
  }

  private static String shown(Throwable thrown) {
    String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
    return thrown.getClass().getSimpleName() + message.lines().findFirst().orElse("");
  }
}
