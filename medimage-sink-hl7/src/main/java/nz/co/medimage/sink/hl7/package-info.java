/** Files photos in practice software by HL7 version 2. */
@NullMarked
package nz.co.medimage.sink.hl7;

import org.jspecify.annotations.NullMarked;
