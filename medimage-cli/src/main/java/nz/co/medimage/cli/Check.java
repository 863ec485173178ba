package nz.co.medimage.cli;

/**
 * The result of one check of {@code doctor}.
 *
 * @param name what was checked, in a word or two
 * @param ok whether nothing needs to be fixed
 * @param sentence what was found, and what to do about a fault; of a patient at most the folder
 */
record Check(String name, boolean ok, String sentence) {

  static Check ok(String name, String sentence) {
    return new Check(name, true, sentence);
  }

  static Check mend(String name, String sentence) {
    return new Check(name, false, sentence);
  }
}
