/**
 * Contract tests, fakes and fault injection.
 *
 * <p>A contract is an abstract class of JUnit 5 tests. Extend it, implement its abstract methods,
 * and run it as any test; that needs a dependency on {@code medimage-testkit} in the scope {@code
 * test}, and JUnit Jupiter with its engine. Override what has a default where yours differs.
 *
 * <table>
 * <caption>Contracts, and what a test must implement at least</caption>
 * <tr><th>of</th><th>class</th><th>abstract methods</th></tr>
 * <tr><td>a sink</td><td>{@link nz.co.medimage.testkit.SinkContract}</td><td>{@code open}</td></tr>
 * <tr><td>a filter</td><td>{@link nz.co.medimage.testkit.FilterContract}</td><td>{@code
 *     open}</td></tr>
 * <tr><td>a patient check</td><td>{@link nz.co.medimage.testkit.PatientCheckContract}</td><td>{@code
 *     open}, {@code known}</td></tr>
 * <tr><td>a transport and its listener</td><td>{@link
 *     nz.co.medimage.testkit.TransportContract}</td><td>{@code transport}, {@code
 *     listener}</td></tr>
 * <tr><td>an intake</td><td>{@link nz.co.medimage.testkit.IntakeContract}</td><td>{@code open},
 *     {@code pair}, {@code revoke}, {@code assertArrived}</td></tr>
 * </table>
 *
 * <p>The message of a test that fails begins with the id of a rule, such as {@code sink-durable},
 * and says what to do. A test that cannot be run is skipped and says why.
 *
 * <p>Everything here works on loopback and in temporary folders.
 */
@NullMarked
package nz.co.medimage.testkit;

import org.jspecify.annotations.NullMarked;
