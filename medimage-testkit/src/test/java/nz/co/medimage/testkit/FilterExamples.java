package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;

/** Filters that keep the contract, and filters that each break one rule. */
final class FilterExamples {
  private FilterExamples() {}

  /** The filter of {@code make}, which runs under the contract. */
  abstract static class Made extends FilterContract {
    abstract StagedPhoto filter(StagedPhoto photo) throws IOException, PhotoRejectedException;

    @Override
    protected PhotoFilter open(Path folder) {
      return this::filter;
    }
  }

  /** Adds a byte, renames, and puts a text beside the photo. */
  static StagedPhoto sound(StagedPhoto photo) throws IOException {
    byte[] content = Files.readAllBytes(photo.file());
    byte[] longer = Arrays.copyOf(content, content.length + 1);
    Path changed = Files.write(beside(photo, "changed"), longer);
    Path text = Files.write(beside(photo, "text"), new byte[] {(byte) content.length});
    return photo
        .withContent(changed)
        .withManifest(
            photo.withContent(changed).manifest().toBuilder().fileName("changed.jpg").build())
        .withCompanion(new CompanionFile("text", "txt", text));
  }

  private static Path beside(StagedPhoto photo, String suffix) {
    return photo.file().resolveSibling(photo.id() + "." + suffix);
  }

  static final class Sound extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      return sound(photo);
    }
  }

  static final class PassesAll extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) {
      return photo;
    }
  }

  static final class RejectsStrangeContent extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException, PhotoRejectedException {
      try {
        if (ImageIO.read(photo.file().toFile()) != null) {
          return sound(photo);
        }
      } catch (IIOException e) {
        // rejected as well
      }
      throw new PhotoRejectedException("This is not a picture.");
    }
  }

  static final class HasAnotherIdEachTime extends FilterContract {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    protected PhotoFilter open(Path folder) {
      int number = COUNT.incrementAndGet();
      return new PhotoFilter() {
        @Override
        public String id() {
          return "filter-" + number;
        }

        @Override
        public StagedPhoto apply(StagedPhoto photo) {
          return photo;
        }
      };
    }
  }

  static final class Counts extends Made {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    StagedPhoto filter(StagedPhoto photo) {
      String name = "photo-" + calls.incrementAndGet() + ".jpg";
      return photo.withManifest(photo.manifest().toBuilder().fileName(name).build());
    }
  }

  /** Takes what is there for its own work of earlier. */
  static final class TrustsWhatIsLeft extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      Path changed = beside(photo, "changed");
      if (Files.notExists(changed)) {
        Files.write(changed, new byte[] {1, 2, 3});
      }
      return photo.withContent(changed);
    }
  }

  static final class FailsIfItWasThere extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      return photo.withContent(Files.copy(photo.file(), beside(photo, "copy")));
    }
  }

  static final class WorksInPlace extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      Files.write(photo.file(), new byte[] {1});
      return photo.withContent(photo.file());
    }
  }

  static final class MovesItsInput extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      return photo.withContent(Files.move(photo.file(), beside(photo, "moved")));
    }
  }

  static final class LiesAboutTheLength extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      StagedPhoto changed = sound(photo);
      return changed.withManifest(photo.manifest());
    }
  }

  static final class WritesElsewhere extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      Path folder = Files.createDirectories(photo.file().resolveSibling("mine"));
      return photo.withContent(Files.write(folder.resolve("a"), new byte[] {1}));
    }
  }

  static final class GivesAnotherPhoto extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) {
      return StagedPhoto.of(TestPhotos.photoId(77), photo.from(), photo.manifest(), photo.file());
    }
  }

  static final class ForgetsTheReferences extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) {
      return photo.withReferences(List.<SinkReference>of());
    }
  }

  static final class AddsOneLabelTwice extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      Path first = Files.write(beside(photo, "1"), new byte[] {1});
      Path second = Files.write(beside(photo, "2"), new byte[] {2});
      return photo
          .withCompanion(new CompanionFile("small", "jpg", first))
          .withCompanion(new CompanionFile("small", "jpg", second));
    }
  }

  static final class AddsAFileThatIsNotThere extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) {
      return photo.withCompanion(new CompanionFile("small", "jpg", beside(photo, "none")));
    }
  }

  static final class WantsPictures extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      if (ImageIO.read(photo.file().toFile()) == null) {
        throw new IOException("no picture");
      }
      return photo;
    }
  }

  static final class RejectsInSilence extends Made {
    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException, PhotoRejectedException {
      if (ImageIO.read(photo.file().toFile()) == null) {
        throw new PhotoRejectedException(" ");
      }
      return photo;
    }
  }

  /** Keeps the photo that it is at in a field. */
  static final class SharesAField extends Made {
    private final CyclicBarrier two = new CyclicBarrier(2);
    private volatile String name = "";

    @Override
    StagedPhoto filter(StagedPhoto photo) throws IOException {
      name = photo.manifest().sha256().substring(0, 8) + ".jpg";
      try {
        two.await(50, TimeUnit.MILLISECONDS);
      } catch (Exception e) {
        two.reset();
      }
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      return photo.withContent(Files.write(beside(photo, "name"), bytes));
    }
  }
}
