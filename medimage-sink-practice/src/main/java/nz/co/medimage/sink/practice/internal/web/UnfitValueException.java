package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;

/**
 * A value cannot stand in a place of a request. It is found before anything is sent. An {@link
 * IOException} because bodies are written by code that throws no other.
 */
final class UnfitValueException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param name of the placeholder
   * @param why such as {@code has a line break, which a header cannot carry}
   */
  UnfitValueException(String name, String why) {
    super("The value of {{" + name + "}} " + why + ".");
  }
}
