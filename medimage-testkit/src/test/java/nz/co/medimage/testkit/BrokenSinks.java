package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** A sound sink in memory, and sinks that each break one rule; all run under the contract. */
final class BrokenSinks {
  private BrokenSinks() {}

  /** A contract over a target that one test's sinks share. */
  abstract static class OnTarget extends SinkContract {
    final Map<String, byte[]> target = new ConcurrentHashMap<>();
    final Map<PhotoId, String> memory = new ConcurrentHashMap<>();

    @Override
    protected Map<String, byte[]> stored() {
      return target;
    }
  }

  /** Keeps the contract. */
  static class Sound implements Sink {
    final Map<String, byte[]> target;
    final Map<PhotoId, String> memory;

    Sound(OnTarget contract) {
      this(contract.target, contract.memory);
    }

    Sound(Map<String, byte[]> target, Map<PhotoId, String> memory) {
      this.target = target;
      this.memory = memory;
    }

    @Override
    public String id() {
      return "sound";
    }

    @Override
    public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
      byte[] content = Files.readAllBytes(photo.file());
      String name = memory.computeIfAbsent(photo.id(), id -> store(photo, content));
      return new SinkReference(id(), name);
    }

    String store(StagedPhoto photo, byte[] content) {
      String name = photo.id().toString();
      target.put(name, content);
      return name;
    }
  }

  static final class SoundTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this);
    }
  }

  /** Sound, once it is started, as the receiver does. */
  static final class MustBeStartedTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        private boolean started;

        @Override
        public void start() {
          started = true;
        }

        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          if (!started) {
            throw new IllegalStateException("not started");
          }
          return super.write(photo);
        }
      };
    }
  }

  static final class FakeTest extends SinkContract {
    private final FakeSink fake = new FakeSink("fake");

    @Override
    protected Sink open() {
      return fake;
    }

    @Override
    protected Map<String, byte[]> stored() {
      Map<String, byte[]> stored = new HashMap<>();
      fake.photos().forEach((id, content) -> stored.put(id.toString(), content));
      return stored;
    }
  }

  static final class OverwritesTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        String store(StagedPhoto photo, byte[] content) {
          target.put("arm.jpg", content);
          return "arm.jpg";
        }
      };
    }
  }

  /** Knows its own photos, but overwrites what others put there. */
  static final class OverwritesOthersTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this);
    }

    @Override
    protected boolean storeAsAnother(StagedPhoto photo, byte[] content) {
      target.put(photo.id().toString(), content);
      return true;
    }
  }

  static final class DoublesTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException {
          String name = "photo-" + target.size();
          target.put(name, Files.readAllBytes(photo.file()));
          return new SinkReference(id(), name);
        }
      };
    }
  }

  static final class ForgetsAtRestartTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(target, new ConcurrentHashMap<>()) {
        @Override
        String store(StagedPhoto photo, byte[] content) {
          String name = "photo-" + target.size();
          target.put(name, content);
          return name;
        }
      };
    }
  }

  static final class SwallowsFailuresTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
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

  static final class TakesTheStagedFileTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          if (memory.containsKey(photo.id())) {
            return new SinkReference(id(), photo.id().toString());
          }
          SinkReference filed = super.write(photo);
          Files.delete(photo.file());
          return filed;
        }
      };
    }
  }

  static final class CutsTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        String store(StagedPhoto photo, byte[] content) {
          return super.store(photo, Arrays.copyOf(content, Math.min(content.length, 1 << 16)));
        }
      };
    }
  }

  static final class ThinksEqualContentIsOneTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        String store(StagedPhoto photo, byte[] content) {
          String name = photo.manifest().sha256();
          target.put(name, content);
          return name;
        }
      };
    }
  }

  static final class SaysAnotherReferenceEachTimeTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          boolean known = memory.containsKey(photo.id());
          SinkReference filed = super.write(photo);
          return known ? new SinkReference(id(), filed.reference() + " again") : filed;
        }
      };
    }
  }

  static final class KnowsPhotosByTheEnvelopeAloneTest extends OnTarget {
    private final Map<EnvelopeId, SinkReference> filed = new ConcurrentHashMap<>();

    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          SinkReference written = filed.get(photo.id().envelope());
          if (written == null) {
            written = super.write(photo);
            filed.put(photo.id().envelope(), written);
          }
          return written;
        }
      };
    }
  }

  static final class RacesForNamesTest extends OnTarget {
    private final CyclicBarrier two = new CyclicBarrier(2);

    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException {
          byte[] content = Files.readAllBytes(photo.file());
          String known = memory.get(photo.id());
          if (known != null) {
            return new SinkReference(id(), known);
          }
          String name = "photo-" + target.size();
          meetAnother();
          target.put(name, content);
          memory.put(photo.id(), name);
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

  static final class HasABadIdTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        public String id() {
          return "My Sink";
        }
      };
    }
  }

  static final class SpeaksForAnotherTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
          return new SinkReference("another", super.write(photo).reference());
        }
      };
    }
  }

  static final class DropsTagsItCannotFileTest extends OnTarget {
    @Override
    protected Sink open() {
      return new Sound(this) {
        @Override
        String store(StagedPhoto photo, byte[] content) {
          return photo.manifest().tag().folders().isEmpty()
              ? photo.id().toString()
              : super.store(photo, content);
        }
      };
    }
  }
}
