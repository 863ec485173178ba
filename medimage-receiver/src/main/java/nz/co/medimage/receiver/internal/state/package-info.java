/** The files of a receiver's home, as they are written. */
@NullMarked
package nz.co.medimage.receiver.internal.state;

import org.jspecify.annotations.NullMarked;
