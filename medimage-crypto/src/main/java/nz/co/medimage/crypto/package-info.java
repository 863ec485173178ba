/**
 * Everything in MedImage that needs a key. A {@link nz.co.medimage.crypto.PairingGuest} and a
 * {@link nz.co.medimage.crypto.PairingHost} agree on a key; an {@link
 * nz.co.medimage.crypto.EnvelopeSealer} seals a photo with it and an {@link
 * nz.co.medimage.crypto.EnvelopeOpener} opens it; {@link nz.co.medimage.crypto.ReceiptCodec} seals
 * the answer; a {@link nz.co.medimage.crypto.SecretStore} stores keys.
 *
 * <p>The formats are those of {@code spec/envelope-v1.md} and {@code spec/pairing-v1.md}. No class
 * here uses a network.
 */
@NullMarked
package nz.co.medimage.crypto;

import org.jspecify.annotations.NullMarked;
