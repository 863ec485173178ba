/** A relay that a practice, or anybody for it, can host. */
@NullMarked
package nz.co.medimage.relay;

import org.jspecify.annotations.NullMarked;
