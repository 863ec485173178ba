package com.example.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Optional;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * Puts photos into an archive over HTTP, each under its id.
 *
 * <p>The archive answers 201 once it has all of a photo on its disk, and 412 if it had it before.
 */
final class ArchiveSink implements Sink {
  private static final int CREATED = 201;
  private static final int UNAUTHORIZED = 401;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED_TYPE = 415;

  private final AddOnContext context;
  private final URI archive;
  private final String authorization;
  private final HttpClient http;

  ArchiveSink(AddOnContext context, URI archive) {
    Settings settings = context.settings();
    String userAndPassword = settings.text("user") + ":" + settings.text("password");
    this.context = context;
    this.archive = archive;
    this.authorization =
        "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
    this.http = HttpClient.newBuilder().connectTimeout(settings.duration("timeout")).build();
  }

  @Override
  public String id() {
    return context.id();
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    // The receiver repeats a write after a crash. Under the photo's id the archive notices that.
    String name = "photos/" + photo.id();
    HttpRequest request =
        HttpRequest.newBuilder(archive.resolve(name))
            .header("Authorization", authorization)
            .header("If-None-Match", "*")
            .header("Content-Type", photo.manifest().mediaType())
            .header("X-Patient", URLEncoder.encode(patient(photo), UTF_8))
            .header("X-Captured-At", photo.manifest().capturedAt().toString())
            .PUT(BodyPublishers.ofFile(photo.file()))
            .build();
    int status = send(request);
    switch (status) {
      case CREATED, PRECONDITION_FAILED -> {
        return new SinkReference(id(), name);
      }
      case TOO_LARGE, UNSUPPORTED_TYPE ->
          throw new PhotoRejectedException("The archive does not take files of this size or type.");
      case UNAUTHORIZED -> {
        context.problem("The archive refuses the password: correct it in receiver.json.");
        throw new IOException("the archive refuses the password");
      }
      default -> throw new IOException("the archive answers with status " + status);
    }
  }

  /** The practice's own id, if a patient check found one, or what was typed. */
  private static String patient(StagedPhoto photo) throws PhotoRejectedException {
    Optional<String> typed = photo.manifest().tag().folders().stream().findFirst();
    return photo
        .patient()
        .or(() -> typed)
        .orElseThrow(
            () -> new PhotoRejectedException("The tag names no patient: write #ZAC5361 arm."));
  }

  private int send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the archive was sent a photo");
    }
  }
}
