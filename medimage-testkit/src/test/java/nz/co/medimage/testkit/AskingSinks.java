package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** Sinks whose requests and answers get lost; most ask people then. And their contracts. */
final class AskingSinks {
  private static final String ASKED = "";
  private static final String FOUND = "-";
  private static final Path ANSWER = Path.of(".lose-answer");
  private static final Path REQUEST = Path.of(".lose-request");
  private static final String LOST = ".lost";

  private AskingSinks() {}

  /** Notes that a request leaves before it leaves. */
  static class Asking extends SoundSink {
    Asking(Path folder) {
      super(folder);
    }

    @Override
    public synchronized SinkReference write(StagedPhoto photo)
        throws IOException, PhotoRejectedException {
      Path note = note(photo);
      if (Files.exists(note)) {
        String noted = Files.readString(note);
        if (noted.equals(ASKED)) {
          return inDoubt(photo);
        }
        return new SinkReference(id(), noted.equals(FOUND) ? "" : noted);
      }
      return send(photo);
    }

    SinkReference inDoubt(StagedPhoto photo) throws IOException {
      throw new OutcomeUnknownException("Look for the photo among the letters.");
    }

    final SinkReference send(StagedPhoto photo) throws IOException {
      byte[] content = Files.readAllBytes(photo.file());
      remember(note(photo), ASKED);
      if (Files.deleteIfExists(folder.resolve(REQUEST.toString()))) {
        throw new OutcomeUnknownException("The connection broke.");
      }
      String name = freeName(photo);
      while (!place(folder.resolve(name), content)) {
        name = freeName(photo);
      }
      if (Files.deleteIfExists(folder.resolve(ANSWER.toString()))) {
        throw new OutcomeUnknownException("The connection broke.");
      }
      return new SinkReference(id(), remember(note(photo), name));
    }

    final Path note(StagedPhoto photo) {
      return memory.resolve(key(photo));
    }

    @Override
    public synchronized SinkReference settle(StagedPhoto photo, boolean isFiled)
        throws IOException, PhotoRejectedException {
      if (isFiled) {
        remember(note(photo), FOUND);
        return new SinkReference(id(), "");
      }
      Files.deleteIfExists(note(photo));
      return write(photo);
    }
  }

  /** Has them lose what the kit asks for. */
  abstract static class Losing extends SinkContract {
    @Override
    protected boolean loseNextAnswer(Path folder) throws IOException {
      Files.createFile(folder.resolve(ANSWER.toString()));
      return true;
    }

    @Override
    protected boolean loseNextRequest(Path folder) throws IOException {
      Files.createFile(folder.resolve(REQUEST.toString()));
      return true;
    }
  }

  static final class Honest extends Losing {
    @Override
    protected Sink open(Path folder) {
      return new Asking(folder);
    }
  }

  /** Its target recognises what comes again, so it asks nobody. */
  static final class Recognises extends Losing {
    @Override
    protected Sink open(Path folder) {
      return new Losable(folder);
    }
  }

  /** Takes what it sent for filed, though the answer did not come. */
  static final class TrustsItsRequests extends Losing {
    @Override
    protected Sink open(Path folder) {
      return new Losable(folder) {
        @Override
        boolean isStored(String name, byte[] content) throws IOException {
          return hasLost || super.isStored(name, content);
        }
      };
    }
  }

  static class Losable extends SoundSink {
    boolean hasLost;

    Losable(Path folder) {
      super(folder);
    }

    @Override
    public void start() throws IOException {
      super.start();
      hasLost = Files.exists(folder.resolve(LOST));
    }

    @Override
    boolean place(Path file, byte[] content) throws IOException {
      if (Files.deleteIfExists(folder.resolve(REQUEST.toString()))) {
        Files.createFile(folder.resolve(LOST));
        throw new IOException("The connection broke.");
      }
      boolean isPlaced = super.place(file, content);
      if (Files.deleteIfExists(folder.resolve(ANSWER.toString()))) {
        throw new IOException("The connection broke.");
      }
      return isPlaced;
    }
  }

  static final class SendsAgain extends Losing {
    @Override
    protected Sink open(Path folder) {
      return new Asking(folder) {
        @Override
        SinkReference inDoubt(StagedPhoto photo) throws IOException {
          return send(photo);
        }
      };
    }
  }

  static final class SendsWhatAPersonFound extends Losing {
    @Override
    protected Sink open(Path folder) {
      return new Asking(folder) {
        @Override
        public synchronized SinkReference settle(StagedPhoto photo, boolean isFiled)
            throws IOException {
          return send(photo);
        }
      };
    }
  }

  static final class NeverSendsWhatAPersonMissed extends Losing {
    @Override
    protected Sink open(Path folder) {
      return new Asking(folder) {
        @Override
        public synchronized SinkReference settle(StagedPhoto photo, boolean isFiled)
            throws IOException, PhotoRejectedException {
          return super.settle(photo, true);
        }
      };
    }
  }
}
