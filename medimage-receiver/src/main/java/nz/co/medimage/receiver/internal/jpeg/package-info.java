/** Finds the position that a JPEG carries, so that it can be blanked in place. */
@NullMarked
package nz.co.medimage.receiver.internal.jpeg;

import org.jspecify.annotations.NullMarked;
