/** Tells what a file is by looking into it. */
@NullMarked
package nz.co.medimage.receiver.filter.internal.content;

import org.jspecify.annotations.NullMarked;
