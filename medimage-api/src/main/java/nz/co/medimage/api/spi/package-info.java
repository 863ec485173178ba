/**
 * The interfaces that add-ons implement. A {@link nz.co.medimage.api.spi.Sink} stores photos, for
 * example in practice software; a {@link nz.co.medimage.api.spi.PhotoFilter} looks at or rewrites a
 * photo before sinks get it; a {@link nz.co.medimage.api.spi.PatientCheck} looks up the patient; a
 * {@link nz.co.medimage.api.spi.ReceiverObserver} observes what happens. For each there is a
 * provider, which makes it from configuration. Start with {@link
 * nz.co.medimage.api.spi.AddOnProvider}.
 */
@NullMarked
package nz.co.medimage.api.spi;

import org.jspecify.annotations.NullMarked;
