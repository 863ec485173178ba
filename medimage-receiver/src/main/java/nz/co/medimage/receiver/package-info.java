/**
 * The receiving side: {@link nz.co.medimage.receiver.Receiver} joins listeners, filters and sinks.
 * Photos are acknowledged only when every required sink has them on stable storage.
 *
 * <p>The home of a receiver; only its owner can read the files in it:
 *
 * <table>
 * <caption>What is in the home</caption>
 * <tr><th>file or folder</th><th>content</th></tr>
 * <tr><td>{@code receiver.json}</td><td>the configuration, if there is one</td></tr>
 * <tr><td>{@code addons}</td><td>a folder of jars for each add-on</td></tr>
 * <tr><td>{@code keys}</td><td>the receiver's identity, the secrets of listeners and add-ons, and a
 *     key for each paired device; also those of revoked devices, to open what was accepted
 *     before</td></tr>
 * <tr><td>{@code inbox}</td><td>sealed envelopes that are coming in or wait for a required
 *     sink</td></tr>
 * <tr><td>{@code staging}</td><td>opened photos while they are worked on; emptied at each
 *     start</td></tr>
 * <tr><td>{@code ledger.db}</td><td>the outcome of each envelope, for five years</td></tr>
 * <tr><td>{@code answers}, {@code faults}, {@code waiting}</td><td>what the patient check said of a
 *     photo that waits, how often it made an add-on throw, and why it waits</td></tr>
 * <tr><td>{@code quarantine}</td><td>sealed envelopes that were rejected or are held, and
 *     why</td></tr>
 * <tr><td>{@code followup}</td><td>photos that a follow-up sink still has to file or has
 *     rejected</td></tr>
 * <tr><td>{@code requests}</td><td>what a person asked for: to try a photo again, or to file it
 *     under another tag</td></tr>
 * <tr><td>{@code sinks}, {@code filters} and so on</td><td>the state of add-ons, by their
 *     id</td></tr>
 * </table>
 */
@NullMarked
package nz.co.medimage.receiver;

import org.jspecify.annotations.NullMarked;
