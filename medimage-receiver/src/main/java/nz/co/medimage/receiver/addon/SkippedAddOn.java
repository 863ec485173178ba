package nz.co.medimage.receiver.addon;

/**
 * An add-on that was found and cannot be used; the others can.
 *
 * @param name its id, or if that is not known the name of its class or folder
 * @param place where it was found
 * @param why one sentence: the reason, and what to do where that is known
 */
public record SkippedAddOn(String name, String place, String why) {}
