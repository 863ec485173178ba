/** Shared code of the MedImage modules. Not an API: it may change with every version. */
@NullMarked
package nz.co.medimage.runtime;

import org.jspecify.annotations.NullMarked;
