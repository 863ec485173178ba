/** Photos in files, with their times of capture; begin with {@link CapturedPhoto#of}. */
@NullMarked
package nz.co.medimage.capture;

import org.jspecify.annotations.NullMarked;
