package nz.co.medimage.sink.folders;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PortableName;
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
   * The folders of the tag; if wanted, the first is replaced by the practice's own id of the
   * patient. Not where that id is no safe name as it stands: made safe, it could be another
   * patient's.
   */
  private List<String> folders(StagedPhoto photo) {
    List<String> tagged = photo.manifest().tag().folders();
    Optional<String> patient = photo.patient().filter(id -> byPatient && isFolder(id));
    if (patient.isEmpty()) {
      return tagged;
    }
    List<String> folders =
        new ArrayList<>(tagged.subList(Math.min(1, tagged.size()), tagged.size()));
    folders.add(0, patient.get());
    return List.copyOf(folders);
  }

  private static boolean isFolder(String id) {
    return !id.isEmpty() && PortableName.of(id, PatientTag.MAX_NAME_BYTES).equals(id);
  }

  RootFiles files(Path root) {
    return new RootFiles(root, group, strict);
  }
}
