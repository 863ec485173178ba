/**
 * The storage of a relay: {@link nz.co.medimage.relay.store.RelayStore} is the contract, {@link
 * nz.co.medimage.relay.store.SqlStore} keeps it in SQLite or PostgreSQL.
 */
@NullMarked
package nz.co.medimage.relay.store;

import org.jspecify.annotations.NullMarked;
