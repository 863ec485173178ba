package nz.co.medimage.receiver.filter.internal.metadata;

/**
 * A track of a movie, as its fragments need to know it.
 *
 * @param id unique in the movie
 * @param isKept whether it is of pictures or sound
 * @param defaultSize of a sample in a fragment that does not say another
 */
record Track(long id, boolean isKept, long defaultSize) {
  Track withDefaultSize(long size) {
    return new Track(id, isKept, size);
  }
}
