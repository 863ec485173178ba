/**
 * The values that travel: an app gives a {@link nz.co.medimage.api.Photo} with a {@link
 * nz.co.medimage.api.PatientTag} to a sender, the {@link nz.co.medimage.api.Manifest} goes along
 * inside the envelope, and a {@link nz.co.medimage.api.Receipt} comes back.
 *
 * <p>Everything here is immutable and safe to share between threads, except the builders. No method
 * accepts or returns null, except where {@code @Nullable} says so.
 */
@NullMarked
package nz.co.medimage.api;

import org.jspecify.annotations.NullMarked;
