package nz.co.medimage.filter.resize;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * What a picture is read from: a channel, by blocks. The JDK's own streams are of files of the
 * default file system, or keep a copy in a temporary folder. Does not close the channel.
 */
final class ChannelImageInput extends ImageInputStreamImpl {
  private static final int BLOCK = 1 << 14;

  private final SeekableByteChannel channel;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private long blockAt;

  ChannelImageInput(SeekableByteChannel channel) {
    this.channel = channel;
    block.limit(0);
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    if (!fill()) {
      return -1;
    }
    streamPos++;
    return block.get() & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, block.remaining());
    block.get(into, offset, n);
    streamPos += n;
    return n;
  }

  /** False at the end of the file; else the block stands where the stream does. */
  private boolean fill() throws IOException {
    long within = streamPos - blockAt;
    if (within >= 0 && within < block.limit()) {
      block.position((int) within);
      return true;
    }
    blockAt = streamPos;
    channel.position(streamPos);
    block.clear();
    int n = channel.read(block);
    block.flip();
    return n > 0;
  }

  @Override
  public long length() {
    try {
      return channel.size();
    } catch (IOException e) {
      return -1;
    }
  }
}
