/**
 * What add-ons implement. A vendor of practice software writes a {@link
 * nz.co.medimage.api.spi.Sink}; a {@link nz.co.medimage.api.spi.PhotoFilter} looks at or rewrites a
 * photo before it, a {@link nz.co.medimage.api.spi.PatientCheck} looks the patient up, a {@link
 * nz.co.medimage.api.spi.ReceiverObserver} is told what happens. For each there is a provider,
 * which makes it from configuration; {@link nz.co.medimage.api.spi.AddOnProvider} is where to
 * begin.
 */
@NullMarked
package nz.co.medimage.api.spi;

import org.jspecify.annotations.NullMarked;
