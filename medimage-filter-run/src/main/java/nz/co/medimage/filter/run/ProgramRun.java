package nz.co.medimage.filter.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import nz.co.medimage.api.file.DurableFiles;

/**
 * One run of a program. What it reads and prints are files rather than pipes: so neither side waits
 * for the other, and a process that it leaves behind holds up nobody.
 */
final class ProgramRun {
  /** More on standard output is no answer. */
  static final long MAX_OUTPUT = 1 << 20;

  /** More on standard error would fill the disk. */
  static final long MAX_ERRORS = 16 << 20;

  private static final int TAIL = 1 << 13;
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final RunFolder folder;
  private final Path input;
  private final Path output;
  private final Path errors;
  private final Duration timeout;
  private final BooleanSupplier isClosed;

  /**
   * Prepares one.
   *
   * @param isClosed asked now and then; once it is true the program is killed
   */
  ProgramRun(RunFolder folder, Duration timeout, BooleanSupplier isClosed) {
    this.folder = folder;
    input = folder.file("input");
    output = folder.file("output");
    errors = folder.file("errors");
    this.timeout = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    this.isClosed = isClosed;
  }

  /**
   * Runs it, and ends what it started.
   *
   * @return its exit code
   * @throws ProgramFailedException if it cannot be started, takes too long or prints too much
   * @throws InterruptedIOException if the thread was interrupted
   */
  int run(ProcessBuilder builder, byte[] json) throws IOException, ProgramFailedException {
    write(input, json);
    write(output, new byte[0]);
    write(errors, new byte[0]);
    builder.redirectInput(input.toFile());
    builder.redirectOutput(output.toFile());
    builder.redirectError(errors.toFile());
    ProcessTree tree;
    try {
      tree = ProcessTree.start(builder);
    } catch (IOException e) {
      throw new ProgramFailedException("could not be started: " + e.getMessage(), e);
    }
    try {
      await(tree);
      return tree.process().exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("a program was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      tree.kill();
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (OutputStream out = Channels.newOutputStream(DurableFiles.createPrivate(file))) {
      out.write(content);
    }
  }

  private void await(ProcessTree tree)
      throws InterruptedException, IOException, ProgramFailedException {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE;
    while (!tree.process().waitFor(pause, TimeUnit.NANOSECONDS)) {
      tree.look();
      checkSizes();
      if (isClosed.getAsBoolean()) {
        throw new ProgramFailedException("was killed, as the receiver is being closed");
      }
      long left = timeout.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        throw new ProgramFailedException(
            "did not end within " + seconds(timeout) + " and was killed");
      }
      pause = Math.min(left, Math.min(LAST_PAUSE, 2 * pause));
    }
    checkSizes();
  }

  private static String seconds(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  private void checkSizes() throws IOException, ProgramFailedException {
    folder.checkSize();
    if (Files.size(output) > MAX_OUTPUT) {
      throw new ProgramFailedException("printed over " + (MAX_OUTPUT >> 20) + " MiB");
    }
    if (Files.size(errors) > MAX_ERRORS) {
      throw new ProgramFailedException(
          "printed over " + (MAX_ERRORS >> 20) + " MiB on standard error");
    }
  }

  /** What it printed: UTF-8, or else in the computer's own encoding. */
  String output() throws IOException {
    byte[] bytes = tail(output, (int) MAX_OUTPUT);
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = new String(bytes, Charset.defaultCharset());
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** The end of what it printed on standard error, which may name patients. */
  String errors() throws IOException {
    return new String(tail(errors, TAIL), StandardCharsets.UTF_8).strip();
  }

  private static byte[] tail(Path file, int most) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer end = ByteBuffer.allocate((int) Math.min(channel.size(), most));
      channel.position(channel.size() - end.capacity());
      while (end.hasRemaining() && channel.read(end) >= 0) {}
      return end.array();
    }
  }
}
