package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel of a {@link HaltingFileSystem}. */
final class HaltingChannel extends FileChannel {
  private final FileChannel real;
  private final Path file;
  private final Mutations mutations;
  private final HaltingFileSystem.Reads reads;
  private final boolean canBeForced;

  HaltingChannel(
      FileChannel real,
      Path file,
      Mutations mutations,
      HaltingFileSystem.Reads reads,
      boolean canBeForced) {
    this.real = real;
    this.file = file;
    this.mutations = mutations;
    this.reads = reads;
    this.canBeForced = canBeForced;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int written = (int) mutations.countWrite(file, () -> real.write(firstHalf(source)));
    skip(source, written);
    return written + real.write(source);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    int written = (int) mutations.countWrite(file, () -> real.write(firstHalf(source), position));
    skip(source, written);
    return written + real.write(source, position + written);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    int written = (int) mutations.countWrite(file, () -> real.write(firstHalf(sources[offset])));
    skip(sources[offset], written);
    return written + real.write(sources, offset, length);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    long written = mutations.countWrite(file, () -> real.transferFrom(source, position, count / 2));
    return written + real.transferFrom(source, position + written, count - written);
  }

  private static void skip(ByteBuffer source, int length) {
    source.position(source.position() + length);
  }

  private static ByteBuffer firstHalf(ByteBuffer source) {
    ByteBuffer half = source.duplicate();
    half.limit(half.position() + half.remaining() / 2);
    return half;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    mutations.count("truncate", file);
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (!canBeForced) {
      throw new IOException("Invalid argument");
    }
    mutations.count("force", file);
    real.force(metaData);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    reads.at("read", file);
    return real.read(target);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    reads.at("read", file);
    return real.read(target, position);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    reads.at("read", file);
    return real.read(targets, offset, length);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    reads.at("read", file);
    return real.transferTo(position, count, target);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    real.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    if (mode != MapMode.READ_ONLY) {
      throw new UnsupportedOperationException("what is written to a mapping cannot be counted");
    }
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
