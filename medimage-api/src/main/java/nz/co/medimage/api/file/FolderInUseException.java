package nz.co.medimage.api.file;

import java.io.IOException;

/** A folder is locked by this process or by another one: try again once it has been released. */
public final class FolderInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  FolderInUseException(String sentence) {
    super(sentence);
  }
}
