package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.file.Path;

/** A folder is locked by this process or by another one: try again once it has been released. */
public final class FolderInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean isByThisProcess;

  private FolderInUseException(String sentence, boolean isByThisProcess) {
    super(sentence);
    this.isByThisProcess = isByThisProcess;
  }

  static FolderInUseException here(Path folder, String instead) {
    return new FolderInUseException(
        folder + " is in use by this program; close what runs it first or " + instead, true);
  }

  static FolderInUseException elsewhere(Path folder, String instead) {
    return new FolderInUseException(
        folder + " is in use by another process; end that one or " + instead, false);
  }

  /** Whether this process has locked the folder, and not another one. */
  public boolean isByThisProcess() {
    return isByThisProcess;
  }
}
