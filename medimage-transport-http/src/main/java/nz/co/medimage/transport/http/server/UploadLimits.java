package nz.co.medimage.transport.http.server;

/**
 * How many uploads a server receives at once. When a share is used up, an upload that is slower
 * than 16 KiB a second, or has stood still for 5 s, makes room for the newcomer, and goes on later
 * where it stood; if there is none, the newcomer is told to come again. Immutable.
 *
 * @param inAll at a time, at least 1; each takes up to 256 KiB of memory, and no thread while it
 *     waits
 * @param ofAddress of one address, or network of 64 bits of IPv6; at least 1
 * @param ofOwner into one mailbox of a relay; at least 1
 * @param ofDevice of one paired device; at least 1
 */
public record UploadLimits(int inAll, int ofAddress, int ofOwner, int ofDevice) {

  /**
   * Sets limits.
   *
   * @throws IllegalArgumentException if one of them is below 1
   */
  public UploadLimits {
    if (inAll < 1 || ofAddress < 1 || ofOwner < 1 || ofDevice < 1) {
      throw new IllegalArgumentException("a limit must leave room for one upload");
    }
  }

  /** 128 in all, 64 of an address, 16 of an owner, 8 of a device. */
  public static UploadLimits standard() {
    return new UploadLimits(128, 64, 16, 8);
  }
}
