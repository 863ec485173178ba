/**
 * The receiving side: {@link nz.co.medimage.receiver.Receiver} joins listeners, filters and sinks.
 * Photos are acknowledged only when every required sink has them on stable storage.
 */
@NullMarked
package nz.co.medimage.receiver;

import org.jspecify.annotations.NullMarked;
