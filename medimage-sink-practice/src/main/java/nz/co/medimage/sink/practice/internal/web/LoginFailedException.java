package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;

/**
 * The login or the rights of the profile do not do; nothing was done, and a person must mend it.
 */
final class LoginFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  LoginFailedException(String sentence) {
    super(sentence);
  }
}
