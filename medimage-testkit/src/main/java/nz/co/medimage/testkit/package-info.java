/**
 * Contract tests, fakes and fault injection. Everything here works on loopback and in temporary
 * folders alone.
 */
@NullMarked
package nz.co.medimage.testkit;

import org.jspecify.annotations.NullMarked;
