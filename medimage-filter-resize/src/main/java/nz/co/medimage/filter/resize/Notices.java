package nz.co.medimage.filter.resize;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.StagedPhoto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of photos that pass as they came: each in the log, and the person who runs the receiver
 * where there is something to do, once for each type of file.
 */
final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(ResizeFilter.class);

  private final AddOnContext context;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Notices(AddOnContext context) {
    this.context = context;
  }

  void passed(StagedPhoto photo, PassedPhotoException why) {
    LOG.info("{} passes {} as it came: {}", context.id(), photo.id(), why.reason());
    LOG.debug("why {} could not be made smaller", photo.id(), why.getCause());
    String filter = "The filter " + context.id();
    String envelope = photo.id().envelope().toString();
    switch (why.reason()) {
      case TYPE ->
          once(
              filter
                  + " cannot read "
                  + photo.manifest().mediaType()
                  + ", so such photos are filed as they come. A filter in front of it can convert"
                  + " them.");
      case DAMAGED ->
          context.problem(
              filter
                  + " could not read the photo "
                  + envelope
                  + " without errors, so it is filed as it came. Look whether it can be used.");
      case TOO_LARGE ->
          context.problem(
              filter
                  + " makes photos of up to "
                  + SmallCopy.MAX_PIXELS / 1_000_000
                  + " million pixels smaller; the photo "
                  + envelope
                  + " has more and is filed as it came.");
      case TOO_MANY_BYTES ->
          context.problem(
              filter
                  + " cannot make the photo "
                  + envelope
                  + " as small as its max-size, so it is filed as it came.");
      case MEMORY ->
          context.problem(
              filter
                  + " had too little memory for the photo "
                  + envelope
                  + ", which is filed as it came. Give the receiver more, with -Xmx for example.");
      case SEVERAL_IMAGES -> {}
    }
  }

  private void once(String sentence) {
    if (told.add(sentence)) {
      context.problem(sentence);
    }
  }
}
