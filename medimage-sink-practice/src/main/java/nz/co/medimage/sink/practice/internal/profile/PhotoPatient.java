package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/**
 * Into whose record a photo goes. Where a profile has a look-up, that decides, whatever patient
 * check there is: the ids of another check, such as the chart numbers of an exported list, can be
 * the keys of other patients in the practice system.
 */
public final class PhotoPatient {
  private PhotoPatient() {}

  /**
   * The practice system's own id of the patient.
   *
   * @param lookup of the profile; null if it has none, so that a patient check must have found whom
   * @throws PhotoRejectedException with one sentence if that is nobody, or if a patient check found
   *     somebody else
   * @throws IOException with one sentence if that cannot be determined now
   */
  public static String of(StagedPhoto photo, @Nullable PatientLookup lookup)
      throws IOException, PhotoRejectedException {
    if (lookup == null) {
      return photo
          .patient()
          .orElseThrow(
              () ->
                  new PhotoRejectedException(
                      "No patient check has said whose photo this is, and the profile looks nobody"
                          + " up."));
    }
    List<String> folders = photo.manifest().tag().folders();
    if (folders.isEmpty()) {
      throw new PhotoRejectedException("The photo has no patient's id, so it is nobody's record.");
    }
    String found = found(lookup.find(folders.get(0)));
    String typed = lookup.normalized(folders.get(0));
    Optional<String> checked = photo.patient();
    // A check whose own ids are the typed ones, such as a list of today's patients, says no more.
    if (checked.isPresent()
        && !checked.get().equals(found)
        && !lookup.normalized(checked.get()).equals(typed)) {
      throw new PhotoRejectedException(
          "The patient check found another patient than this profile does; let the check give the"
              + " practice system's own ids, or use this profile for the check too.");
    }
    return found;
  }

  private static String found(PatientMatch match) throws PhotoRejectedException {
    return switch (match.kind()) {
      case FOUND -> match.patient().orElseThrow();
      case UNKNOWN ->
          throw new PhotoRejectedException(
              match.why().orElse("The practice has no patient with this id."));
      case AMBIGUOUS ->
          throw new PhotoRejectedException("Several patients of the practice have this id.");
      case INACTIVE ->
          throw new PhotoRejectedException("The patient is no longer with the practice.");
    };
  }

  /** The id that was typed, as it is looked up; empty if there is none. */
  public static String typed(StagedPhoto photo, @Nullable PatientLookup lookup) {
    List<String> folders = photo.manifest().tag().folders();
    if (folders.isEmpty()) {
      return "";
    }
    return lookup == null ? folders.get(0) : lookup.normalized(folders.get(0));
  }
}
