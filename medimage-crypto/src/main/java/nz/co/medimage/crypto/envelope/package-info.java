/** What envelopes and receipts contain besides the photo, and why an envelope cannot be used. */
@NullMarked
package nz.co.medimage.crypto.envelope;

import org.jspecify.annotations.NullMarked;
