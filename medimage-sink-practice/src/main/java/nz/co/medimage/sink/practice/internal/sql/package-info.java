/** Practice systems whose database is open: looks patients up and files photos by SQL. */
@NullMarked
package nz.co.medimage.sink.practice.internal.sql;

import org.jspecify.annotations.NullMarked;
