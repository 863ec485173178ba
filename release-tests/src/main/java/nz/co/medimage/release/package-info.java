/** Whether what is to be published is what Maven Central takes. */
@NullMarked
package nz.co.medimage.release;

import org.jspecify.annotations.NullMarked;
