package nz.co.medimage.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;

/** A {@link FakeIntake} for what a relay admitted while the pairing stood. */
record AdmittedIntake(FakeIntake intake) implements Intake {

  @Override
  public PairingId authenticate(Credential credential) throws IOException {
    return intake.authenticate(credential);
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    intake.requireKnown(from);
    return intake.beginKnown(from, id, size);
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    intake.requireKnown(from);
    return intake.stateOfKnown(from, id);
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    return intake.append(from, id, offset, bytes, () -> intake.requireKnown(from));
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    return intake.receipt(from, id, () -> intake.requireKnown(from));
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    return intake.pair(nameplate, message);
  }

  @Override
  public Optional<Path> spool(long bytes) {
    return intake.spool(bytes);
  }
}
