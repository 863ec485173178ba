/**
 * Both halves of the transport on the local network: {@code spec/wire-v1.md}, sections on TLS and
 * discovery.
 */
@NullMarked
package nz.co.medimage.transport.wifi;

import org.jspecify.annotations.NullMarked;
