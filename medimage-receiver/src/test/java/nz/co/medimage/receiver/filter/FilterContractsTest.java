package nz.co.medimage.receiver.filter;

import java.nio.file.Path;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.testkit.FilterContract;
import org.junit.jupiter.api.Nested;

/** The receiver's own filters keep the contract that those of vendors keep. */
final class FilterContractsTest {

  @Nested
  final class Types extends FilterContract {
    @Override
    protected PhotoFilter open(Path folder) {
      return new TypeFilter();
    }
  }

  @Nested
  final class Sizes extends FilterContract {
    @Override
    protected PhotoFilter open(Path folder) {
      return new SizeFilter(50_000);
    }
  }

  @Nested
  final class MetadataOrQuarantine extends FilterContract {
    @Override
    protected PhotoFilter open(Path folder) {
      return new MetadataFilter(Uncleanable.HOLD, (id, type, why, then) -> {});
    }
  }

  @Nested
  final class MetadataOrPass extends FilterContract {
    @Override
    protected PhotoFilter open(Path folder) {
      return new MetadataFilter(Uncleanable.PASS, (id, type, why, then) -> {});
    }
  }
}
