package nz.co.medimage.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.FilePlacement;
import nz.co.medimage.api.spi.CompanionFile;
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

  /** Files a record and companions beside the photo, after it. */
  static final class WithRecordsAndCompanions extends SinkContract {
    @Override
    protected Sink open(Path folder) throws IOException {
      Path notes = Files.createDirectories(folder.resolve(".notes"));
      return new Sink() {
        @Override
        public String id() {
          return "records";
        }

        @Override
        public SinkReference write(StagedPhoto photo) throws IOException {
          Path note = notes.resolve(photo.id().toString());
          String path = FilePlacement.placeOnce(photo.file(), folder, "arm.jpg", note);
          DurableFiles.write(folder.resolve(path + ".json"), record(photo));
          for (CompanionFile each : photo.companions()) {
            Path beside = folder.resolve(path + "." + each.label() + "." + each.extension());
            DurableFiles.write(beside, Files.readAllBytes(each.file()));
          }
          return new SinkReference(id(), path);
        }
      };
    }

    @Override
    protected StagedPhoto prepare(StagedPhoto photo) throws IOException {
      Path small = photo.file().resolveSibling(photo.id() + ".small");
      Files.write(small, TestPhotos.jpeg(1, 32, 24));
      return photo.withCompanion(new CompanionFile("small", "jpg", small));
    }
  }

  /** Writes a record before the photo, and keeps a list of all. */
  static final class RecordsFirst extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public void start() throws IOException {
          super.start();
          DurableFiles.write(folder.resolve("list.txt"), "Photos".getBytes(UTF_8));
        }

        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          DurableFiles.write(folder.resolve(photo.id() + ".json"), record(photo));
          SinkReference written = super.write(photo);
          Path list = folder.resolve("list.txt");
          Files.writeString(list, "\n" + written.reference(), StandardOpenOption.APPEND);
          return written;
        }
      };
    }
  }

  private static byte[] record(StagedPhoto photo) {
    return ("{\"photo\":\"" + photo.id() + "\"}").getBytes(UTF_8);
  }
}
