/** Makes photos of files with their capture times. Start with {@link CapturedPhoto#of}. */
@NullMarked
package nz.co.medimage.capture;

import org.jspecify.annotations.NullMarked;
