package nz.co.medimage.testkit;

/** An ability that some file systems lack, for {@link HaltingFileSystem#without}. */
public enum Ability {
  /** Hard links: FAT and some shares have none. */
  LINK,
  /** Creating a file only if there is none. */
  EXCLUSIVE_CREATE,
  /**
   * Creating a file only if there is none, when another computer makes it at the same moment: some
   * shares then empty the other's.
   */
  EXCLUSIVE_CREATE_AMONG_MANY,
  /** Forcing to disk what a folder lists: "Invalid argument" on some shares. */
  FORCE_FOLDER,
  /** Finding the file store of a path: "Mount point not found" in a chroot. */
  FILE_STORE
}
