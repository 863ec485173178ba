/**
 * The configuration of a receiver in one JSON file. {@link
 * nz.co.medimage.receiver.config.ReceiverConfiguration} reads it, {@link
 * nz.co.medimage.receiver.config.ConfigurationEditor} changes it.
 */
@NullMarked
package nz.co.medimage.receiver.config;

import org.jspecify.annotations.NullMarked;
