package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** Sinks that each break one rule, and their contracts. */
final class BrokenSinks {
  private BrokenSinks() {}

  static final class BadId extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public String id() {
          return "My Sink";
        }
      };
    }
  }

  static final class SpeaksForAnother extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          return new SinkReference("another", super.write(photo).reference());
        }
      };
    }
  }

  static final class Cuts extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        boolean place(Path file, byte[] content) throws IOException {
          return super.place(file, Arrays.copyOf(content, Math.min(content.length, 1 << 14)));
        }

        @Override
        boolean isStored(String name, byte[] content) {
          return Files.exists(folder.resolve(name));
        }
      };
    }
  }

  /** Says "stored", and stores when it is closed. */
  static final class StoresLater extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        private final Map<Path, byte[]> later = new ConcurrentHashMap<>();

        @Override
        boolean place(Path file, byte[] content) {
          later.put(file, content);
          return true;
        }

        @Override
        public void close() throws IOException {
          for (Map.Entry<Path, byte[]> each : later.entrySet()) {
            super.place(each.getKey(), each.getValue());
          }
        }
      };
    }
  }

  static final class NeverForces extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException {
          Path file = folder.resolve(photo.id() + ".jpg");
          if (Files.notExists(file)) {
            Files.write(file, Files.readAllBytes(photo.file()));
          }
          return new SinkReference(id(), file.getFileName().toString());
        }
      };
    }
  }

  static final class MovesTheStagedFile extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          SinkReference written = super.write(photo);
          Files.move(photo.file(), photo.file().resolveSibling("done.jpg"));
          return written;
        }
      };
    }
  }

  static final class ChangesTheStagedFile extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          SinkReference written = super.write(photo);
          Files.write(photo.file(), new byte[] {1});
          return written;
        }
      };
    }
  }

  static final class Doubles extends SinkContract {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        String key(StagedPhoto photo) {
          return "call " + calls.incrementAndGet();
        }
      };
    }
  }

  static final class SaysAnotherReferenceEachTime extends SinkContract {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          String reference = super.write(photo).reference();
          return new SinkReference(id(), reference + " " + calls.incrementAndGet());
        }
      };
    }
  }

  static final class KnowsTheEnvelopeAlone extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        String key(StagedPhoto photo) {
          return photo.id().envelope().toString();
        }
      };
    }
  }

  static final class ThinksEqualContentIsOne extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        String key(StagedPhoto photo) {
          return photo.manifest().sha256();
        }
      };
    }
  }

  static final class Overwrites extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        String freeName(StagedPhoto photo) {
          return "arm.jpg";
        }

        @Override
        boolean place(Path file, byte[] content) throws IOException {
          DurableFiles.write(file, content);
          return true;
        }
      };
    }
  }

  /** Knows its own photos, but overwrites what others put there. */
  static final class OverwritesOthers extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        String freeName(StagedPhoto photo) {
          return photo.id() + ".jpg";
        }

        @Override
        boolean place(Path file, byte[] content) throws IOException {
          DurableFiles.write(file, content);
          return true;
        }
      };
    }
  }

  static final class RacesForNames extends SinkContract {
    private final CyclicBarrier two = new CyclicBarrier(2);

    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException {
          String name = freeName(photo);
          meetAnother();
          DurableFiles.write(folder.resolve(name), Files.readAllBytes(photo.file()));
          return new SinkReference(id(), name);
        }
      };
    }

    /** Makes two writers, if there are two, choose their name at the same time. */
    private void meetAnother() {
      try {
        two.await(100, TimeUnit.MILLISECONDS);
      } catch (Exception e) {
        two.reset();
      }
    }
  }

  static final class SwallowsFailures extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws PhotoRejectedException {
          try {
            return super.write(photo);
          } catch (IOException e) {
            return new SinkReference(id(), photo.id().toString());
          }
        }
      };
    }
  }

  /** Queues in memory what it cannot store. */
  static final class TrustsTheNetwork extends SinkContract {
    private final FakeSink server = new FakeSink("server");

    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          if (Files.notExists(photo.file())) {
            throw new IOException("the photo is away");
          }
          try {
            return new SinkReference(id(), server.write(photo).reference());
          } catch (IOException e) {
            return new SinkReference(id(), photo.id().toString());
          }
        }
      };
    }

    @Override
    protected Map<String, byte[]> stored(Path folder) {
      Map<String, byte[]> stored = new ConcurrentHashMap<>();
      server.photos().forEach((id, content) -> stored.put(id.toString(), content));
      return stored;
    }

    @Override
    protected boolean setReachable(Path folder, boolean reachable) {
      if (reachable) {
        server.comeBack();
      } else {
        server.goAway();
      }
      return true;
    }
  }

  static final class DropsTagsItCannotFile extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          return photo.manifest().tag().folders().isEmpty()
              ? new SinkReference(id(), "nowhere")
              : super.write(photo);
        }
      };
    }
  }

  /** What a hurried vendor writes first. */
  static final class WrongInEightWays extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new Sink() {
        private final Map<String, String> known = new ConcurrentHashMap<>();

        @Override
        public String id() {
          return "Archive 1";
        }

        @Override
        public SinkReference write(StagedPhoto photo) {
          String key = photo.id().envelope().toString();
          String name = known.computeIfAbsent(key, k -> photo.manifest().fileName());
          try {
            Files.move(photo.file(), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException e) {
            System.getLogger("archive").log(System.Logger.Level.DEBUG, "not moved", e);
          }
          return new SinkReference("archive", name);
        }
      };
    }
  }
}
