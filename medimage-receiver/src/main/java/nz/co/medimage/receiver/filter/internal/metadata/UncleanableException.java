package nz.co.medimage.receiver.filter.internal.metadata;

/** Nobody can show that a file is clean of places: its format is not known well enough. */
public final class UncleanableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param message one sentence that a clinician understands and that says nothing of the patient
   */
  public UncleanableException(String message) {
    super(message);
  }
}
