package nz.co.medimage.testkit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Sink;

/** Sinks that show a part of a photo for a while and keep every other rule, and their contracts. */
final class HalfShownSinks {
  private HalfShownSinks() {}

  /**
   * Notes the name first, writes slowly under the final name and, when repeated, truncates its own.
   */
  static final class WritesUnderTheFinalName extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        boolean place(Path file, byte[] content) throws IOException {
          try (FileChannel channel =
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)) {
            for (int at = 0; at < content.length; at += 1 << 12) {
              int length = Math.min(1 << 12, content.length - at);
              channel.write(ByteBuffer.wrap(content, at, length));
            }
            channel.force(true);
          }
          return true;
        }
      };
    }
  }

  /** Goes round {@link Files}, so that its disk cannot be stopped; only its process can. */
  static final class StreamsUnderTheFinalName extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        boolean place(Path file, byte[] content) throws IOException {
          int half = content.length / 2;
          try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(content, 0, half);
            stall(content.length);
            out.write(content, half, content.length - half);
            out.getFD().sync();
          }
          return true;
        }

        /** As a share does, of a large photo, for longer than it takes to be seen. */
        private void stall(int length) throws IOException {
          try {
            if (length > 1 << 17 && new CountDownLatch(1).await(30, TimeUnit.SECONDS)) {
              throw new IOException("the share went on");
            }
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        }
      };
    }
  }

  /** Writes aside, but copies where it should rename. */
  static final class CopiesToTheFinalName extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        boolean place(Path file, byte[] content) throws IOException {
          Path hidden = memory.resolve(file.getFileName() + ".tmp");
          DurableFiles.write(hidden, content);
          Files.copy(hidden, file, StandardCopyOption.REPLACE_EXISTING);
          DurableFiles.force(file);
          Files.delete(hidden);
          return true;
        }
      };
    }
  }

  /** Writes aside the first time, and under the final name when it goes on after a crash. */
  static final class GoesOnUnderTheFinalName extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        private final Set<String> begun = ConcurrentHashMap.newKeySet();

        @Override
        String remember(Path note, String name) throws IOException {
          begun.add(name);
          return super.remember(note, name);
        }

        @Override
        boolean place(Path file, byte[] content) throws IOException {
          if (begun.contains(file.getFileName().toString())) {
            return super.place(file, content);
          }
          Files.write(file, content);
          DurableFiles.force(file);
          return true;
        }
      };
    }
  }

  /** Renames the first time, and writes into its own file when repeated. */
  static final class WritesIntoItsOwn extends SinkContract {
    @Override
    protected Sink open(Path folder) {
      return new SoundSink(folder) {
        @Override
        boolean isStored(String name, byte[] content) throws IOException {
          boolean isStored = super.isStored(name, content);
          if (isStored) {
            Files.write(folder.resolve(name), content);
          }
          return isStored;
        }
      };
    }
  }
}
