/**
 * Everything in MedImage that needs a key. A {@link nz.co.medimage.crypto.PairingGuest} and a
 * {@link nz.co.medimage.crypto.PairingHost} agree on one; an {@link
 * nz.co.medimage.crypto.EnvelopeSealer} and an {@link nz.co.medimage.crypto.EnvelopeOpener} carry a
 * photo under it; {@link nz.co.medimage.crypto.ReceiptCodec} carries the answer; a {@link
 * nz.co.medimage.crypto.SecretStore} keeps it.
 *
 * <p>The formats are those of {@code spec/envelope-v1.md} and {@code spec/pairing-v1.md}. No class
 * here knows a network.
 */
@NullMarked
package nz.co.medimage.crypto;

import org.jspecify.annotations.NullMarked;
