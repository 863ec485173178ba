package nz.co.medimage.relay.store;

/** Libraries of which a relay needs only some. */
final class Libraries {
  private Libraries() {}

  /**
   * Tries whether a library is there.
   *
   * @param type one of its classes
   * @param what needs it
   * @throws IllegalStateException with one sentence if it is not
   */
  static void require(String type, String what, String artifact) {
    try {
      Class.forName(type, false, Libraries.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          what + " needs " + artifact + "; medimage-bom has its version", e);
    }
  }
}
