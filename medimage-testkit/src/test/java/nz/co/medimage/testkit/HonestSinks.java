package nz.co.medimage.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** Sinks that keep the contract, each in its own way; all run under it. */
final class HonestSinks {
  private HonestSinks() {}

  static final class Sound extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder);
    }
  }

  static final class Fake extends SinkContract {
    private final FakeSink fake = new FakeSink("fake");

    @Override
    protected Sink open(Path folder) {
      return fake;
    }

    @Override
    protected Map<String, byte[]> stored(Path folder) {
      Map<String, byte[]> stored = new HashMap<>();
      fake.photos().forEach((id, content) -> stored.put(id.toString(), content));
      return stored;
    }

    @Override
    protected boolean setReachable(Path folder, boolean reachable) {
      if (reachable) {
        fake.comeBack();
      } else {
        fake.goAway();
      }
      return true;
    }
  }

  /** Has only two patients, whose ids a check must have found. */
  static final class KnowsSomePatients extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          List<String> folders = photo.manifest().tag().folders();
          if (photo.patient().isEmpty()
              || !List.of(List.of("4711"), List.of("4712")).contains(folders)) {
            throw new PhotoRejectedException("The archive has no such patient.");
          }
          return super.write(photo);
        }
      };
    }

    @Override
    protected List<String> tags() {
      return List.of("#4711 arm", "#4712");
    }

    @Override
    protected StagedPhoto prepare(StagedPhoto photo) {
      return photo.withPatient("patient");
    }
  }

  /** Takes pictures that can be decoded. */
  static final class Decodes extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          byte[] content = Files.readAllBytes(photo.file());
          if (ImageIO.read(new ByteArrayInputStream(content)) == null) {
            throw new PhotoRejectedException("The photo cannot be shown.");
          }
          return super.write(photo);
        }
      };
    }
  }
}
