package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** Sinks that remember too little of what they stored, or too late, and their contracts. */
final class ForgetfulSinks {
  private ForgetfulSinks() {}

  static final class ForgetsAtRestart extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public void close() throws IOException {
          DurableFiles.deleteTree(memory);
        }
      };
    }
  }

  /** Stores first and remembers then. */
  static final class RemembersTooLate extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        private final Map<Path, String> names = new ConcurrentHashMap<>();

        @Override
        String remember(Path note, String name) {
          names.put(note, name);
          return name;
        }

        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          SinkReference written = super.write(photo);
          for (Map.Entry<Path, String> each : names.entrySet()) {
            super.remember(each.getKey(), each.getValue());
          }
          return written;
        }
      };
    }
  }

  /** Remembers what it stored when it is closed. */
  static final class RemembersAtClose extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        private final Map<Path, String> names = new ConcurrentHashMap<>();

        @Override
        String remember(Path note, String name) {
          names.put(note, name);
          return name;
        }

        @Override
        public void close() throws IOException {
          for (Map.Entry<Path, String> each : names.entrySet()) {
            super.remember(each.getKey(), each.getValue());
          }
        }
      };
    }
  }

  /** Takes a photo that it began for one that it has. */
  static final class TakesBegunForDone extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          Path note = memory.resolve(key(photo));
          return Files.exists(note)
              ? new SinkReference(id(), Files.readString(note))
              : super.write(photo);
        }
      };
    }
  }
}
