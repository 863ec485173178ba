/**
 * The receiving side: {@link nz.co.medimage.receiver.Receiver} joins listeners, filters and sinks.
 * A photo is acknowledged once every required sink has it on stable storage.
 *
 * <p>All state of a receiver is in its home, a folder with files that only its owner can read:
 *
 * <table>
 * <caption>What is in the home</caption>
 * <tr><th>file or folder</th><th>content</th></tr>
 * <tr><td>{@code receiver.json}</td><td>the configuration, if there is one</td></tr>
 * <tr><td>{@code addons}</td><td>a folder of jars for each add-on</td></tr>
 * <tr><td>{@code keys}</td><td>the receiver's identity, the secrets of listeners and add-ons, and a
 *     key for each device that is paired, or was: that opens photos that were accepted
 *     before</td></tr>
 * <tr><td>{@code inbox}</td><td>sealed envelopes that are coming in or wait for a required
 *     sink</td></tr>
 * <tr><td>{@code staging}</td><td>opened photos while filters and sinks work on them; emptied at each
 *     start</td></tr>
 * <tr><td>{@code ledger.db}</td><td>the outcome of each envelope, for five years</td></tr>
 * <tr><td>{@code decisions}, {@code faults}, {@code waiting}</td><td>of photos that wait: under
 *     which tag and for which patient sinks file them, how often each made an add-on throw, and why
 *     it waits</td></tr>
 * <tr><td>{@code quarantine}</td><td>sealed envelopes that were rejected or are held, and
 *     why</td></tr>
 * <tr><td>{@code followup}</td><td>photos that a follow-up sink still has to file or has
 *     rejected</td></tr>
 * <tr><td>{@code requests}</td><td>requests of people: to try a photo again, or to file it under
 *     another tag</td></tr>
 * <tr><td>{@code sinks}, {@code filters} and so on</td><td>the state of add-ons, by their
 *     id</td></tr>
 * </table>
 */
@NullMarked
package nz.co.medimage.receiver;

import org.jspecify.annotations.NullMarked;
