package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.MetadataFilter;
import nz.co.medimage.receiver.filter.SizeFilter;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.receiver.filter.internal.content.ContentSniffer;
import nz.co.medimage.receiver.filter.internal.content.ContentType;
import org.jspecify.annotations.Nullable;

/**
 * The receiver's own filters, which need no thread of their own: the checks of size and type, to
 * which everything is subject that another filter gives back, and the removal of what tells a
 * place, which comes last so that nothing others put in stays. Safe for use by several threads.
 */
final class FilterChain {
  private final SizeLimit limit;
  private final List<PhotoFilter> checks;
  private final @Nullable Uncleanable uncleanable;
  private final SafeEvents events;

  FilterChain(Receiver.Builder options, SafeEvents events) {
    this.events = events;
    uncleanable = options.uncleanable;
    limit = new SizeLimit(options.maxPhotoSize);
    checks = List.of(new SizeFilter(options.maxPhotoSize), options.typeFilter);
  }

  /** Checks size and type, and puts right what the photo says of its type. */
  StagedPhoto check(AddOnCalls calls, StagedPhoto photo)
      throws PhotoRejectedException, StepFailedException {
    StagedPhoto passed = photo;
    for (PhotoFilter filter : checks) {
      passed = calls.filter(filter.id(), filter, passed, result -> {});
    }
    return passed;
  }

  /**
   * Has a filter look at a photo.
   *
   * @param id of the filter
   * @throws StepFailedException if it failed, or gave back what no filter may
   */
  StagedPhoto apply(AddOnCalls calls, String id, PhotoFilter filter, StagedPhoto before)
      throws PhotoRejectedException, StepFailedException {
    FileMark mark = FileMark.put(before.file());
    StagedPhoto after =
        calls.filter(id, filter, before, result -> verify(id, before, mark, result));
    return after.equals(before) ? before : checkAgain(calls, id, after);
  }

  /**
   * Removes what tells a place from the photo and its companions, if this receiver does that.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   */
  StagedPhoto clean(AddOnCalls calls, StagedPhoto photo, boolean isReleased)
      throws PhotoRejectedException, StepFailedException {
    if (uncleanable == null) {
      return photo;
    }
    MetadataFilter filter =
        new MetadataFilter(isReleased ? Uncleanable.PASS : uncleanable, events::notCleaned);
    StagedPhoto cleaned = apply(calls, filter.id(), filter, photo.withCompanions(List.of()));
    List<CompanionFile> companions = new ArrayList<>();
    for (CompanionFile companion : photo.companions()) {
      StagedPhoto alone =
          calls.filter(filter.id(), p -> filter.apply(asPhoto(companion, p)), photo, passed -> {});
      companions.add(new CompanionFile(companion.label(), companion.extension(), alone.file()));
    }
    return cleaned.withCompanions(companions);
  }

  private static StagedPhoto asPhoto(CompanionFile companion, StagedPhoto photo)
      throws IOException {
    String name = companion.label() + "." + companion.extension();
    Manifest manifest = photo.manifest().toBuilder().fileName(name).build();
    return StagedPhoto.of(photo.id(), photo.from(), manifest, companion.file())
        .withContent(companion.file());
  }

  /** A filter must not return a photo that would not have been accepted. */
  private StagedPhoto checkAgain(AddOnCalls calls, String id, StagedPhoto photo)
      throws PhotoRejectedException, StepFailedException {
    try {
      return check(calls, photo);
    } catch (PhotoRejectedException e) {
      throw new PhotoRejectedException(
          "The filter " + id + " rewrote this photo so that it is refused: " + e.getMessage());
    }
  }

  /** The manifest and the file are one, wherever a filter changed either. */
  private void verify(String id, StagedPhoto before, FileMark mark, StagedPhoto after)
      throws IOException {
    if (!after.id().equals(before.id())) {
      throw broken(id, "a photo under another id");
    }
    if (!after.from().equals(before.from())
        || !after.patient().equals(before.patient())
        || !after.references().equals(before.references())) {
      throw broken(id, "a photo of another device or patient, or of other sinks");
    }
    if (!isIn(before, after.file())) {
      throw broken(id, "a file in another folder");
    }
    if (!isRegular(after.file())) {
      throw broken(id, "something that is no file");
    }
    Manifest manifest = after.manifest();
    boolean same =
        after.file().equals(before.file())
            && manifest.sha256().equals(before.manifest().sha256())
            && mark.isUntouched();
    if (Files.size(after.file()) != manifest.length()
        || !(same || Sha256.hex(Sha256.of(after.file())).equals(manifest.sha256()))) {
      throw broken(id, "content that is not what its manifest says");
    }
    if (after.companions().stream().map(CompanionFile::file).anyMatch(after.file()::equals)) {
      throw broken(id, "the photo's own file as a companion");
    }
    verifyCompanions(id, before, after.companions()); // of earlier filters too: it can reach them
  }

  private void verifyCompanions(String id, StagedPhoto before, List<CompanionFile> companions)
      throws IOException {
    Set<String> names = new HashSet<>();
    Set<Path> files = new HashSet<>();
    for (CompanionFile companion : companions) {
      Path file = companion.file();
      if (!names.add(companion.label() + "." + companion.extension())) {
        throw broken(id, "two companions of one label and extension");
      }
      if (!files.add(file)) {
        throw broken(id, "two companions in one file");
      }
      if (!isIn(before, file)) {
        throw broken(id, "a companion in another folder");
      }
      if (!isRegular(file)) {
        throw broken(id, "a companion that is no file");
      }
      if (limit.isExceededBy(Files.size(file))) {
        throw broken(id, "a companion that is larger than this receiver takes");
      }
      if (ContentType.isKnown(companion.extension()) && !isOfItsType(companion)) {
        throw broken(id, "a companion whose content is not what its extension says");
      }
    }
  }

  private static boolean isOfItsType(CompanionFile companion) throws IOException {
    Optional<ContentType> type = ContentSniffer.sniff(companion.file(), companion.extension());
    return type.filter(known -> known.fits(companion.extension())).isPresent();
  }

  private static boolean isIn(StagedPhoto before, Path file) {
    return Objects.equals(file.getParent(), before.file().getParent());
  }

  private static boolean isRegular(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static BrokenContractException broken(String id, String what) {
    return new BrokenContractException(
        "the filter " + id + " gave back " + what + "; ask who made it to mend it");
  }
}
