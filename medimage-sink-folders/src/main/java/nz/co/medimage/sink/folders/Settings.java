package nz.co.medimage.sink.folders;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import nz.co.medimage.api.Backoff;
import org.jspecify.annotations.Nullable;

/** What a folder sink was built with. */
record Settings(
    Path main,
    List<Path> copies,
    Path state,
    @Nullable String group,
    boolean strict,
    Clock clock,
    Backoff backoff) {

  RootFiles files(Path root) {
    return new RootFiles(root, group, strict);
  }
}
