package nz.co.medimage.transport.http.server;

/**
 * How many uploads a server receives at once. When a share is used up, an upload that is slower
 * than 16 KiB a second, or has stood still for 5 s, makes room for the newcomer, and goes on later
 * where it stood; if there is none, the newcomer is told to try again later. Immutable.
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

  /** All defaults of {@link Builder}. */
  public static UploadLimits standard() {
    return builder().build();
  }

  /** Begins with the defaults. */
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

  /** Makes {@link UploadLimits}. */
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
     * In all at a time; each takes up to 256 KiB of memory, and no thread while it waits. Default:
     * 128.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder inAll(int uploads) {
      inAll = atLeastOne(uploads);
      return this;
    }

    /**
     * Of one address, or network of 64 bits of IPv6. Default: 64.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder ofAddress(int uploads) {
      ofAddress = atLeastOne(uploads);
      return this;
    }

    /**
     * Into one mailbox of a relay. Default: 16.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder ofOwner(int uploads) {
      ofOwner = atLeastOne(uploads);
      return this;
    }

    /**
     * Of one paired device. Default: 8.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder ofDevice(int uploads) {
      ofDevice = atLeastOne(uploads);
      return this;
    }

    /** Makes them. */
    public UploadLimits build() {
      return new UploadLimits(this);
    }
  }
}
