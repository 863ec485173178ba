package nz.co.medimage.receiver.internal.state;

/**
 * Why an envelope is in quarantine, for a person to read.
 *
 * @param from the name of the device
 * @param at when it was refused
 * @param reason the kind of refusal
 * @param message one sentence
 */
public record QuarantineReason(String from, String at, String reason, String message) {}
