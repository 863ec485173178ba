/**
 * The values that travel: a {@link nz.co.medimage.api.Photo} with a {@link
 * nz.co.medimage.api.PatientTag} goes in at the sender, its {@link nz.co.medimage.api.Manifest}
 * goes along inside the envelope, and a {@link nz.co.medimage.api.Receipt} comes back.
 *
 * <p>Everything here is immutable and safe to share between threads.
 */
@NullMarked
package nz.co.medimage.api;

import org.jspecify.annotations.NullMarked;
