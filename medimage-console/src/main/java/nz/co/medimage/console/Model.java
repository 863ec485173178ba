package nz.co.medimage.console;

import java.nio.file.Path;
import java.util.Optional;
import nz.co.medimage.receiver.Receiver;

/**
 * What the pages show, and with which words.
 *
 * @param live what open pages are told by
 * @param parts what was made of it for all pages
 * @param checks what looks at everything around the receiver, if there is something
 * @param settings what changes the configuration, if something does
 * @param home of the receiver
 * @param mayChange whether anything may be changed here; looking is always possible
 * @param desktop empty if folders cannot be opened, and only their paths are shown
 */
record Model(
    Receiver receiver,
    Texts texts,
    Happenings happenings,
    LiveStreams live,
    Parts parts,
    Offers offers,
    FiledPhotos photos,
    PhotoStreams streams,
    AcceptedForms accepted,
    Optional<Desktop> desktop,
    Optional<Console.Checks> checks,
    Optional<ConsoleSettings> settings,
    Path home,
    boolean mayChange) {

  /** What a browser on another computer is shown: it opens no folder here, and sets nothing up. */
  Model elsewhere() {
    return new Model(
        receiver,
        texts.elsewhere(),
        happenings,
        live,
        parts,
        offers,
        photos,
        streams,
        accepted,
        Optional.empty(),
        checks,
        Optional.empty(),
        home,
        mayChange);
  }

  String text(String key, Object... values) {
    return texts.get(key, values);
  }
}
