package nz.co.medimage.receiver;

import java.util.List;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.receiver.filter.TypeFilter;
import nz.co.medimage.receiver.filter.Uncleanable;

/** What stands at the top of a receiver's configuration. */
final class ConfiguredLimits {
  private ConfiguredLimits() {}

  static void apply(Settings settings, Receiver.Builder receiver) {
    settings.find("name").ifPresent(receiver::name);
    List<String> types = settings.list("types");
    if (!types.isEmpty()) {
      receiver.allowedTypes(TypeFilter.extensions(types));
    }
    if (settings.contains("max-size")) {
      receiver.maxPhotoSize(settings.size("max-size"));
    }
    if (settings.contains(ReceiverConfiguration.ADD_ON_TIME_LIMIT)) {
      receiver.addOnTimeLimit(settings.duration(ReceiverConfiguration.ADD_ON_TIME_LIMIT));
    }
    boolean passes = settings.find("uncleanable").filter("pass"::equals).isPresent();
    if (settings.flag("remove-gps")) {
      receiver.removeMetadata(passes ? Uncleanable.PASS : Uncleanable.HOLD);
    } else if (settings.contains("uncleanable")) {
      throw new IllegalArgumentException(
          "uncleanable says what remove-gps does, which is not set: set both, or neither");
    }
  }
}
