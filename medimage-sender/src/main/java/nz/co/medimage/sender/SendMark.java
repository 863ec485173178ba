package nz.co.medimage.sender;

import org.jspecify.annotations.Nullable;

/**
 * The mark by which an earlier envelope of the same photo is found. It reveals nothing about the
 * patient: {@link SendMarks} makes it with a secret of the home.
 *
 * @param photo the same for the same content, tag and receiver
 * @param key the same for the same key of the caller and the same receiver; null if there is none
 */
record SendMark(String photo, @Nullable String key) {}
