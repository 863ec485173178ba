package nz.co.medimage.filter.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.FilterContract;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A program that changes its copy, gives it back and puts another file beside it. */
@DisabledOnOs(OS.WINDOWS)
final class RunContractTest extends FilterContract {
  private static final String SCRIPT =
      """
      cp "$1" before
      printf more >> "$1"
      echo '{"file":"photo.jpg","companions":[{"label":"before","file":"before"}]}'
      """;

  @Override
  protected PhotoFilter open(Path folder) throws IOException {
    RunFilterProvider provider = new RunFilterProvider();
    List<String> command = List.of("sh", "-c", SCRIPT, "sh", "{file}");
    return provider.create(new FakeAddOnContext(provider, Map.of("command", command), folder));
  }
}
