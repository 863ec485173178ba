/** What the modules of MedImage share with each other and with nobody else. */
@NullMarked
package nz.co.medimage.runtime;

import org.jspecify.annotations.NullMarked;
