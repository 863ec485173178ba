/**
 * Version 1 of the formats, byte for byte as in {@code spec/envelope-v1.md} and {@code
 * spec/pairing-v1.md}. A version 2 will stand beside it.
 */
@NullMarked
package nz.co.medimage.crypto.v1;

import org.jspecify.annotations.NullMarked;
