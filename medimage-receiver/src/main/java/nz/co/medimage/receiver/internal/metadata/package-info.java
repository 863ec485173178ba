/** Removes from files what may tell where they were made. */
@NullMarked
package nz.co.medimage.receiver.internal.metadata;

import org.jspecify.annotations.NullMarked;
