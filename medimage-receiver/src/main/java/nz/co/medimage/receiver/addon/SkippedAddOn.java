package nz.co.medimage.receiver.addon;

/**
 * An add-on that was found and cannot be used; the others can.
 *
 * @param name what is known of it: its id, else the name of its class, else that of its folder
 * @param place where it lies
 * @param why one sentence, which says what to do where that is known
 */
public record SkippedAddOn(String name, String place, String why) {}
