package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Makes of a file of one format one that tells no place. What is kept is what is known to be
 * harmless; no pixel and no sample changes. Takes time in proportion to the file's size, and memory
 * that does not grow with it. Safe for use by several threads.
 */
@FunctionalInterface
public interface MetadataCleaner {

  /**
   * Writes the clean file.
   *
   * @param photo the file, of any size, to be read only
   * @param cleaned an empty file to write, and to read what was written
   * @return false if there is nothing to remove; what was written to {@code cleaned} is then void
   * @throws UncleanableException if this file cannot be shown to be clean
   * @throws IOException if a disk fails, never for what is in the file
   */
  boolean clean(FileChannel photo, FileChannel cleaned) throws IOException, UncleanableException;
}
