package nz.co.medimage.sink.folders;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.CompanionFile;

/**
 * A photo that comes to a root, or a companion of one.
 *
 * @param id the photo's
 * @param companion tells a companion from the others of its photo; empty for the photo itself
 * @param name what it is to be called
 * @param source its content
 * @param isLinkable whether a hard link of the source may be filed
 * @param sha256 of the content, in hexadecimal
 * @param captured what the file is dated to
 * @param beside the companions that are to have its name with their label; whoever knows where the
 *     photo lies finds them so
 */
record Arrival(
    PhotoId id,
    String companion,
    PhotoName name,
    Path source,
    boolean isLinkable,
    String sha256,
    FileTime captured,
    List<CompanionFile> beside) {

  /** One that is copied, and that no companion is to lie beside. */
  Arrival(
      PhotoId id, String companion, PhotoName name, Path source, String sha256, FileTime captured) {
    this(id, companion, name, source, false, sha256, captured, List.of());
  }

  /** The same, of which a hard link may be filed. */
  Arrival linkable() {
    return new Arrival(id, companion, name, source, true, sha256, captured, beside);
  }

  /** With companions that are to lie beside it. */
  Arrival with(List<CompanionFile> companions) {
    return new Arrival(id, companion, name, source, isLinkable, sha256, captured, companions);
  }

  /** The same under a name that any disk takes. */
  Arrival plainlyNamed() {
    return new Arrival(id, companion, name.plain(), source, isLinkable, sha256, captured, beside);
  }

  /** Leaves all else out: the name holds a patient id. */
  @Override
  public String toString() {
    return "Arrival[" + id + "]";
  }
}
