package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.MetadataFilter;
import nz.co.medimage.receiver.filter.SizeFilter;
import nz.co.medimage.receiver.filter.Uncleanable;
import org.jspecify.annotations.Nullable;

/**
 * The checks of size and type, then the filters that were added, each of which is checked, and at
 * last, so that nothing they put in stays, the removal of what tells a place.
 */
final class FilterChain {
  private final List<PhotoFilter> checks;
  private final List<PhotoFilter> added;
  private final @Nullable Uncleanable uncleanable;
  private final SafeEvents events;
  private final AddOnCalls calls;

  FilterChain(Receiver.Builder options, AddOnCalls calls, SafeEvents events) {
    this.calls = calls;
    this.events = events;
    uncleanable = options.uncleanable;
    checks = List.of(new SizeFilter(options.maxPhotoSize), options.typeFilter);
    added = List.copyOf(options.filters);
  }

  /**
   * Has all of them look at a photo.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   * @throws StepFailedException if one failed, or gave back what no filter may
   */
  StagedPhoto apply(StagedPhoto photo, boolean isReleased)
      throws PhotoRejectedException, StepFailedException {
    StagedPhoto passed = check(photo);
    for (PhotoFilter filter : added) {
      passed = apply(filter, passed);
    }
    if (uncleanable == null) {
      return passed;
    }
    Uncleanable then = isReleased ? Uncleanable.PASS : uncleanable;
    return apply(new MetadataFilter(then, events::notCleaned), passed);
  }

  private StagedPhoto apply(PhotoFilter filter, StagedPhoto before)
      throws PhotoRejectedException, StepFailedException {
    StagedPhoto after = calls.filter(filter, before, result -> verify(filter, before, result));
    return after.equals(before) ? before : checkAgain(filter, after);
  }

  private StagedPhoto check(StagedPhoto photo) throws PhotoRejectedException, StepFailedException {
    StagedPhoto passed = photo;
    for (PhotoFilter filter : checks) {
      passed = calls.filter(filter, passed, result -> {});
    }
    return passed;
  }

  /** A filter must not make of a photo what would not have been taken. */
  private StagedPhoto checkAgain(PhotoFilter filter, StagedPhoto photo)
      throws PhotoRejectedException, StepFailedException {
    try {
      return check(photo);
    } catch (PhotoRejectedException e) {
      throw new PhotoRejectedException(
          "The filter "
              + filter.id()
              + " rewrote this photo so that it is refused: "
              + e.getMessage());
    }
  }

  /** The manifest and the file are one, wherever a filter changed either. */
  private static void verify(PhotoFilter filter, StagedPhoto before, StagedPhoto after)
      throws IOException {
    if (!after.id().equals(before.id())) {
      throw broken(filter, "a photo under another id");
    }
    if (!Objects.equals(after.file().getParent(), before.file().getParent())) {
      throw broken(filter, "a file in another folder");
    }
    Manifest manifest = after.manifest();
    boolean same =
        after.file().equals(before.file()) && manifest.sha256().equals(before.manifest().sha256());
    if (Files.size(after.file()) != manifest.length()
        || !(same || Sha256.hex(Sha256.of(after.file())).equals(manifest.sha256()))) {
      throw broken(filter, "content that is not what its manifest says");
    }
  }

  private static BrokenContractException broken(PhotoFilter filter, String what) {
    return new BrokenContractException(
        "the filter " + filter.id() + " gave back " + what + "; ask who made it to mend it");
  }
}
