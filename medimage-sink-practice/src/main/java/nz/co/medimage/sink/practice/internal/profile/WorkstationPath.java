package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * Where workstations see a file that another sink has filed: the section {@code photo.path} of a
 * profile. That sink's references are paths below its folder, with {@code /}.
 */
public final class WorkstationPath {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
  private static final Pattern LAST_SEPARATORS = Pattern.compile("[/\\\\]+$");

  private final String sink;
  private final String root;
  private final char separator;

  private WorkstationPath(String sink, String root) {
    this.sink = sink;
    this.separator = root.indexOf('\\') >= 0 || DRIVE.matcher(root).matches() ? '\\' : '/';
    this.root = LAST_SEPARATORS.matcher(root).replaceAll("");
  }

  /**
   * Reads the section {@code path} of a node.
   *
   * @return empty if there is none
   */
  public static Optional<WorkstationPath> read(ProfileNode photo) throws IOException {
    Optional<ProfileNode> node = photo.findNode("path");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    String sink = node.get().find("sink").orElse("folders");
    WorkstationPath path = new WorkstationPath(sink, node.get().text("root"));
    node.get().done();
    return Optional.of(path);
  }

  /** The id of the sink whose folder it is. */
  public String sink() {
    return sink;
  }

  /**
   * The path of the photo itself.
   *
   * @throws IOException with one sentence if that sink has not said where it put the photo
   */
  public String of(StagedPhoto photo) throws IOException {
    return root + separator + below(photo).replace('/', separator);
  }

  /**
   * The path of a companion, which lies beside the photo: {@code arm.small.jpg} beside {@code
   * arm.jpg}.
   *
   * @throws IOException as {@link #of(StagedPhoto)} does
   */
  public String of(StagedPhoto photo, CompanionFile companion) throws IOException {
    return root + separator + beside(below(photo), companion).replace('/', separator);
  }

  /** The name of a companion whose photo has a name. */
  static String beside(String photo, CompanionFile companion) {
    int dot = photo.lastIndexOf('.');
    String stem = dot > photo.lastIndexOf('/') + 1 ? photo.substring(0, dot) : photo;
    return stem + "." + companion.label() + "." + companion.extension();
  }

  private String below(StagedPhoto photo) throws IOException {
    return photo.references().stream()
        .filter(reference -> reference.sink().equals(sink))
        .map(SinkReference::reference)
        .filter(reference -> !reference.isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "The sink "
                        + sink
                        + " has not said where it filed the photo. It must be under sinks in the"
                        + " receiver's configuration, and this one under follow-ups."));
  }
}
