package nz.co.medimage.receiver.filter.internal.metadata;

/**
 * A box of ISO/IEC 14496-12 section 4.2, which QuickTime calls an atom.
 *
 * @param type four characters
 * @param start of its header in the file
 * @param body where its header ends
 * @param end past its last byte
 */
record Box(String type, long start, long body, long end) {
  boolean is(String other) {
    return type.equals(other);
  }

  long length() {
    return end - body;
  }
}
