package nz.co.medimage.filter.run;

/** What a program printed is no answer. The message completes "its answer is wrong:". */
final class WrongAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  WrongAnswerException(String message) {
    super(message);
  }
}
