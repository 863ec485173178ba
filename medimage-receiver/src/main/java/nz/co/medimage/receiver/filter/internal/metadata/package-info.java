/** Removes from files what may tell where they were made. */
@NullMarked
package nz.co.medimage.receiver.filter.internal.metadata;

import org.jspecify.annotations.NullMarked;
