/**
 * The receiving side: {@link nz.co.medimage.receiver.Receiver} joins listeners, filters and sinks.
 * Photos are acknowledged only when every required sink has them on stable storage.
 *
 * <p>The home of a receiver, all files of it readable by their owner only:
 *
 * <table>
 * <caption>Folders of the home</caption>
 * <tr><th>folder</th><th>what lies in it</th></tr>
 * <tr><td>{@code keys}</td><td>the receiver's identity, what listeners keep, a key for each paired
 *     device; those of revoked devices, to open what was accepted before</td></tr>
 * <tr><td>{@code inbox}</td><td>sealed envelopes that are coming in or wait for a required sink,
 *     named {@code ENVELOPE_PAIRING_SIZE.sealed}; whole when the file has that size</td></tr>
 * <tr><td>{@code staging}</td><td>opened photos while they are worked on; emptied at
 *     start</td></tr>
 * <tr><td>{@code ledger}</td><td>{@code DAY/ENVELOPE.json}: the final word on each envelope and its
 *     sealed receipt, kept for five years</td></tr>
 * <tr><td>{@code quarantine}</td><td>sealed envelopes that were refused, and why</td></tr>
 * <tr><td>{@code followup}</td><td>photos that a follow-up sink has still to file or has
 *     refused</td></tr>
 * <tr><td>{@code requests}</td><td>envelopes that a person wants tried again</td></tr>
 * </table>
 */
@NullMarked
package nz.co.medimage.receiver;

import org.jspecify.annotations.NullMarked;
