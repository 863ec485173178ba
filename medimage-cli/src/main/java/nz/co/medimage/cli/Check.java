package nz.co.medimage.cli;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param name what it is, in a word or two
 * @param ok whether there is nothing to mend
 * @param sentence how it is, and what to do if it is to be mended; of a patient at most the folder
 */
record Check(String name, boolean ok, String sentence) {

  static Check ok(String name, String sentence) {
    return new Check(name, true, sentence);
  }

  static Check mend(String name, String sentence) {
    return new Check(name, false, sentence);
  }
}
