package nz.co.medimage.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.SealedEnvelope;

/** An envelope of which the second half never comes, as sealing it failed. */
record BrokenEnvelope(SealedEnvelope whole) implements SealedEnvelope {
  @Override
  public EnvelopeId id() {
    return whole.id();
  }

  @Override
  public long size() {
    return whole.size();
  }

  @Override
  public boolean fresh() {
    return true;
  }

  @Override
  public InputStream open(long offset) throws IOException {
    return new FilterInputStream(whole.open(offset)) {
      private long left = size() / 2 - offset;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] buffer, int from, int length) throws IOException {
        if (left <= 0) {
          throw new IOException("the rest will never come");
        }
        int n = in.read(buffer, from, (int) Math.min(length, left));
        left -= n;
        return n;
      }
    };
  }
}
