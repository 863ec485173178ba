/** What envelopes and receipts say beside the photo, and why one cannot be used. */
@NullMarked
package nz.co.medimage.crypto.envelope;

import org.jspecify.annotations.NullMarked;
