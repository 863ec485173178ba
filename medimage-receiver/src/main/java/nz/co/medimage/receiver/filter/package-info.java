/** The receiver's own filters: size, type, and removal of what tells where a photo was taken. */
@NullMarked
package nz.co.medimage.receiver.filter;

import org.jspecify.annotations.NullMarked;
