package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;

class FakeIntakeContractTest extends IntakeContract {
  final FakeIntake fake = new FakeIntake();

  @Override
  protected Intake open(Path folder) {
    return fake;
  }

  @Override
  protected Credential pair(int device) {
    Credential credential = new Credential(new UUID(device, device), new byte[32]);
    fake.accept(credential);
    return credential;
  }

  @Override
  protected void revoke(Credential device) {
    fake.revoke(device);
  }

  @Override
  protected void answer(Credential device, EnvelopeId id) {
    fake.answer(id, new byte[] {1, 2, 3});
  }

  @Override
  protected void assertArrived(Credential device, EnvelopeId id, byte[] envelope) {
    assertArrayEquals(envelope, fake.received(id), "the bytes that arrived");
  }

  @Override
  protected boolean lose(Credential device, EnvelopeId id) {
    fake.lose(id);
    return true;
  }

  @Override
  protected OptionalInt waiting() {
    return OptionalInt.of(fake.waiting());
  }
}
