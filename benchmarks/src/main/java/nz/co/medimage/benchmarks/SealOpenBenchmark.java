package nz.co.medimage.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.EnvelopeSealer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** An envelope of 256 MiB, sealed and opened, beside AES/GCM of {@code javax.crypto}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 7, time = 2)
@Fork(
    value = 2,
    jvmArgs = {"-Xms3g", "-Xmx3g"})
public class SealOpenBenchmark {
  private static final int LENGTH = 256 << 20;
  private static final int CHUNK = 1 << 13;

  private final byte[] content = new byte[LENGTH];
  private final SecureRandom random = new SecureRandom();
  private final byte[] aesKey = new byte[32];
  private byte[] encrypted = new byte[0];
  private byte[] sealed = new byte[0];
  private Manifest manifest;
  private PairedKeys keys;

  /** Draws the content once. */
  @Setup
  public void prepare() throws Exception {
    new Random(1).nextBytes(content);
    keys = PairedKeys.create();
    manifest =
        Manifest.builder()
            .tag(new PatientTag(List.of("ZAC5361"), List.of("knee")))
            .fileName("knee.mp4")
            .mediaType("video/mp4")
            .capturedAt(java.time.OffsetDateTime.now(Clock.systemUTC()))
            .deviceName("benchmark")
            .content(LENGTH, MessageDigest.getInstance("SHA-256").digest(content))
            .build();
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(LENGTH + (16 << 20));
    sealTo(out);
    sealed = out.toByteArray();
    encrypted = encryptAll();
  }

  private void sealTo(OutputStream out) throws Exception {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    new EnvelopeSealer(keys.sender()).seal(id, manifest, new ByteArrayInputStream(content), out);
  }

  private byte[] encryptAll() throws Exception {
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE);
    return cipher.doFinal(content);
  }

  private Cipher cipher(int mode) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(aesKey, "AES"), new GCMParameterSpec(128, new byte[12]));
    return cipher;
  }

  /** Ours. */
  @Benchmark
  public long seal() throws Exception {
    CountingOutputStream out = new CountingOutputStream();
    sealTo(out);
    return out.count;
  }

  /** Ours. */
  @Benchmark
  public long open() throws Exception {
    CountingOutputStream out = new CountingOutputStream();
    new EnvelopeOpener(keys.identity())
        .open(new ByteArrayInputStream(sealed), keys.receiver(), out);
    return out.count;
  }

  /** To compare {@link #seal} with: one stream, chunk by chunk. */
  @Benchmark
  public long javaxEncrypt() throws Exception {
    return stream(cipher(Cipher.ENCRYPT_MODE), content);
  }

  /** To compare {@link #open} with: one stream, chunk by chunk. */
  @Benchmark
  public long javaxDecrypt() throws Exception {
    return stream(cipher(Cipher.DECRYPT_MODE), encrypted);
  }

  private static long stream(Cipher cipher, byte[] input) throws Exception {
    CountingOutputStream out = new CountingOutputStream();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = new ByteArrayInputStream(input)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        byte[] part = cipher.update(chunk, 0, n);
        if (part != null) {
          out.write(part, 0, part.length);
        }
      }
    }
    byte[] end = cipher.doFinal();
    out.write(end, 0, end.length);
    return out.count;
  }

  private static final class CountingOutputStream extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
