/** Where a relay keeps what it holds: one contract, for files and for databases. */
@NullMarked
package nz.co.medimage.relay.store;

import org.jspecify.annotations.NullMarked;
