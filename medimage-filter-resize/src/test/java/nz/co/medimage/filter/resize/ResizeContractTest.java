package nz.co.medimage.filter.resize;

import java.nio.file.Path;
import java.util.Map;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.FilterContract;
import org.junit.jupiter.api.Nested;

final class ResizeContractTest {

  private static PhotoFilter filter(Path folder, String mode) {
    ResizeFilterProvider provider = new ResizeFilterProvider();
    Map<String, ?> settings = Map.of("mode", mode, "longest-side", 20);
    return provider.create(new FakeAddOnContext(provider, settings, folder));
  }

  @Nested
  final class Replacing extends FilterContract {
    @Override
    protected PhotoFilter open(Path folder) {
      return filter(folder, "replace");
    }
  }

  @Nested
  final class Beside extends FilterContract {
    @Override
    protected PhotoFilter open(Path folder) {
      return filter(folder, "beside");
    }
  }
}
