/** What client and server of version 1 of the wire protocol share: its names and its problems. */
@NullMarked
package nz.co.medimage.transport.http.v1;

import org.jspecify.annotations.NullMarked;
