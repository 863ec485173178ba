/** Records in an SQLite file that survive a crash and are found fast among millions. */
@NullMarked
package nz.co.medimage.store;

import org.jspecify.annotations.NullMarked;
