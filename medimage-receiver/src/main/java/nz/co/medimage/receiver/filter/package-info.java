/** The receiver's own filters: size, type, and the removal of what tells a place. */
@NullMarked
package nz.co.medimage.receiver.filter;

import org.jspecify.annotations.NullMarked;
