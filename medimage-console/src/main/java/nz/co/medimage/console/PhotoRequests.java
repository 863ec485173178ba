package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.DecisionRefusedException;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.Receiver;
import org.eclipse.jetty.http.HttpStatus;

/** Answers the requests about one photo. */
final class PhotoRequests {
  private final Exchange exchange;
  private final Model model;
  private final DeliveryRecord photo;
  private final String path;
  private final String position;

  /**
   * Looks the photo up.
   *
   * @throws RefusedException if there is none of that id
   */
  PhotoRequests(Exchange exchange, Model model, String id) throws IOException, RefusedException {
    this.exchange = exchange;
    this.model = model;
    position = model.live().position(); // before the photo is looked up
    photo = model.receiver().delivery(parse(id)).orElseThrow(PhotoRequests::unknown);
    path = "/photos/" + photo.id();
  }

  private static PhotoId parse(String id) throws RefusedException {
    try {
      return PhotoId.parse(id);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static RefusedException unknown() {
    return new RefusedException(HttpStatus.NOT_FOUND_404, "refused.unknown");
  }

  void show(String part) throws IOException, RefusedException {
    PhotoPage page = new PhotoPage(model, photo, position);
    switch (part) {
      case "" -> exchange.page(HttpStatus.OK_200, page.whole());
      case "thumbnail" -> exchange.part(page.thumbnail());
      case "progress" -> exchange.part(page.progress());
      case "picture" -> picture();
      case "copy" -> copy();
      default -> throw unknown();
    }
  }

  private void picture() throws IOException, RefusedException {
    Optional<Path> file = model.photos().file(photo);
    if (file.isPresent()) {
      String type = model.photos().type(file.get()).orElseThrow(PhotoRequests::unknown);
      long length = Files.size(file.get());
      if (length > Pictures.LARGEST) {
        throw unknown();
      }
      model.streams().send(exchange, type, length, to -> Files.copy(file.get(), to));
      return;
    }
    Manifest manifest = manifest();
    export(manifest, Pictures.type(manifest).orElseThrow(PhotoRequests::unknown));
  }

  /** As it came, under a name that tells nothing of the patient. */
  private void copy() throws IOException, RefusedException {
    Manifest manifest = manifest();
    String extension = Pictures.extension(manifest.fileName());
    String safe = extension.matches("[a-z0-9]{1,8}") ? extension : "bin";
    exchange.header(
        "Content-Disposition",
        "attachment; filename=\"medimage-" + photo.id().envelope() + "." + safe + "\"");
    export(manifest, "application/octet-stream");
  }

  private Manifest manifest() throws IOException, RefusedException {
    return model.receiver().manifest(photo.id()).orElseThrow(PhotoRequests::unknown);
  }

  private void export(Manifest manifest, String type) throws RefusedException {
    Receiver receiver = model.receiver();
    PhotoId id = photo.id();
    model.streams().send(exchange, type, manifest.length(), to -> receiver.export(id, to));
  }

  /** Does what a person decides here, and shows the photo as it is then. */
  void change(String what) throws IOException, RefusedException {
    Map<String, String> form = exchange.form();
    try {
      switch (what) {
        case "open" -> open();
        case "replay", "assign", "settle" ->
            model.accepted().once(path + "/" + what, form, () -> decide(what, form));
        default -> throw unknown();
      }
      List<String> topics = new ArrayList<>(HomePage.PARTS);
      topics.add(Changes.PHOTO + photo.id());
      model.live().tell(topics);
      exchange.seeOther(path);
    } catch (DecisionRefusedException e) {
      DeliveryRecord now = e.now().orElseThrow(PhotoRequests::unknown);
      String places = String.join(", ", e.mayBeFiledAt());
      refuse(
          now,
          places.isEmpty()
              ? new Notice(model.text("photo.changed"), Map.of(), false)
              : new Notice(model.text("assign.may", places), form, true));
    } catch (IllegalStateException e) {
      // What was typed was meant for the photo as it was.
      refuse(photo, new Notice(String.valueOf(e.getMessage()), Map.of(), false));
    } catch (IllegalArgumentException e) {
      refuse(photo, new Notice(String.valueOf(e.getMessage()), form, false));
    }
  }

  /** The photo as it is, with what was refused and why above, and nothing to type again. */
  private void refuse(DeliveryRecord now, Notice notice) throws IOException {
    exchange.page(HttpStatus.CONFLICT_409, new PhotoPage(model, now, position).whole(notice));
  }

  private void open() throws IOException, RefusedException {
    Path file = model.photos().file(photo).orElseThrow(PhotoRequests::unknown);
    Desktop desktop = model.desktop().orElseThrow(PhotoRequests::unknown);
    try {
      desktop.open(file.getParent());
    } catch (IOException e) {
      throw new RefusedException(HttpStatus.CONFLICT_409, "refused.desktop", file.getParent());
    }
  }

  /** The photo was looked up just now, and is what the person saw if its revision is the same. */
  private void decide(String what, Map<String, String> form)
      throws IOException, RefusedException, DecisionRefusedException {
    if (!photo.revision().equals(form.get("seen"))) {
      throw new IllegalStateException(model.text("photo.changed"));
    }
    String by = form.getOrDefault("by", "").strip();
    switch (what) {
      case "replay" -> model.receiver().replay(photo);
      case "assign" -> {
        PatientTag tag = PhotoForms.tag(model, form);
        if (form.containsKey("though-filed")) {
          model.receiver().assignThoughFiled(photo, tag, by);
        } else {
          model.receiver().assign(photo, tag, by);
        }
      }
      default -> settle(form, by);
    }
  }

  private void settle(Map<String, String> form, String by)
      throws IOException, RefusedException, DecisionRefusedException {
    String answer = form.getOrDefault("filed", "");
    if (!List.of("yes", "no").contains(answer)) {
      throw new RefusedException(HttpStatus.BAD_REQUEST_400, "refused.unanswered");
    }
    model.receiver().settle(photo, form.getOrDefault("sink", ""), answer.equals("yes"), by);
  }
}
