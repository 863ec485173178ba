package nz.co.medimage.transport.http.server;

/**
 * How many uploads a server receives at once. When a limit is reached, an upload that is slower
 * than 16 KiB a second or has been idle for 5 s makes room for a new one, and resumes later. If
 * there is none, the sender of the new one must try again later. Immutable.
 */
public final class UploadLimits {
  private final int inAll;
  private final int ofAddress;
  private final int ofOwner;
  private final int ofDevice;

  private UploadLimits(Builder builder) {
    inAll = builder.inAll;
    ofAddress = builder.ofAddress;
    ofOwner = builder.ofOwner;
    ofDevice = builder.ofDevice;
  }

  /** Returns the defaults of {@link Builder}. */
  public static UploadLimits standard() {
    return builder().build();
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  int inAll() {
    return inAll;
  }

  int ofAddress() {
    return ofAddress;
  }

  int ofOwner() {
    return ofOwner;
  }

  int ofDevice() {
    return ofDevice;
  }

  /** Assembles {@link UploadLimits}. Not for use by several threads at once. */
  public static final class Builder {
    private int inAll = 128;
    private int ofAddress = 64;
    private int ofOwner = 16;
    private int ofDevice = 8;

    private Builder() {}

    private static int atLeastOne(int uploads) {
      if (uploads < 1) {
        throw new IllegalArgumentException("a limit must leave room for one upload");
      }
      return uploads;
    }

    /**
     * How many uploads in all. Each takes up to 256 KiB of memory, and no thread while it waits.
     * Default: 128.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder inAll(int uploads) {
      inAll = atLeastOne(uploads);
      return this;
    }

    /**
     * How many from one address, or one /64 network of IPv6. Default: 64.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder ofAddress(int uploads) {
      ofAddress = atLeastOne(uploads);
      return this;
    }

    /**
     * How many into one mailbox of a relay. Default: 16.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder ofOwner(int uploads) {
      ofOwner = atLeastOne(uploads);
      return this;
    }

    /**
     * How many from one paired device. Default: 8.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder ofDevice(int uploads) {
      ofDevice = atLeastOne(uploads);
      return this;
    }

    /** Makes the limits. */
    public UploadLimits build() {
      return new UploadLimits(this);
    }
  }
}
