package nz.co.medimage.sink.folders;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/** What a folder sink was built with. */
record Settings(
    Path main,
    List<Path> copies,
    Path state,
    @Nullable String group,
    boolean strict,
    NamePattern names,
    boolean byPatient,
    Clock clock,
    Backoff backoff) {

  /** What a photo is to be called. */
  PhotoName name(StagedPhoto photo) {
    return names.name(photo, folders(photo));
  }

  /**
   * The folders of the tag; if wanted, the first is replaced by the one of the patient, or all lie
   * below one that no patient has.
   */
  private List<String> folders(StagedPhoto photo) {
    List<String> tagged = photo.manifest().tag().folders();
    if (!byPatient) {
      return tagged;
    }
    Optional<String> patient = photo.patient().flatMap(PatientFolder::of);
    int replaced = patient.isPresent() ? Math.min(1, tagged.size()) : 0;
    List<String> folders = new ArrayList<>(tagged.subList(replaced, tagged.size()));
    folders.add(0, patient.orElse(PatientFolder.UNCHECKED));
    return List.copyOf(folders);
  }

  RootFiles files(Path root) {
    return new RootFiles(root, group, strict);
  }
}
