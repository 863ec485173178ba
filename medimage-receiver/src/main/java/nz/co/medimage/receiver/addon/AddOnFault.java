package nz.co.medimage.receiver.addon;

import java.util.ServiceConfigurationError;

/** Says what is wrong with an add-on that cannot be used, for whoever put it there. */
final class AddOnFault {
  private AddOnFault() {}

  static String sentence(Throwable thrown) {
    if (thrown instanceof ServiceConfigurationError) {
      return thrown.getCause() == null ? afterColon(thrown) : sentence(thrown.getCause());
    }
    if (thrown instanceof UnsupportedClassVersionError) {
      return "It needs a later Java than " + Runtime.version().feature() + ", which runs here.";
    }
    if (thrown instanceof NoClassDefFoundError || thrown instanceof ClassNotFoundException) {
      return "It lacks the class "
          + String.valueOf(thrown.getMessage()).replace('/', '.')
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
    return "It has a fault: ask its vendor (" + shown(thrown) + ").";
  }

  /** The error's own text names the service first. */
  private static String afterColon(Throwable thrown) {
    String text = String.valueOf(thrown.getMessage());
    return text.substring(text.indexOf(": ") + 1).strip() + ".";
  }

  private static String shown(Throwable thrown) {
    String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
    return thrown.getClass().getSimpleName() + message.lines().findFirst().orElse("");
  }
}
