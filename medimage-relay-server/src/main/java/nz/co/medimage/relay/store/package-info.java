/** Where a relay keeps what it holds: one contract, and the databases that keep it. */
@NullMarked
package nz.co.medimage.relay.store;

import org.jspecify.annotations.NullMarked;
