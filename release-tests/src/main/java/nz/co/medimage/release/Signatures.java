package nz.co.medimage.release;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** Whether detached OpenPGP signatures are those of one key. */
final class Signatures {
  private final PGPPublicKeyRing key;

  Signatures(PGPPublicKeyRing key) {
    this.key = key;
  }

  /** What is wrong with a signature of a file's bytes. */
  Optional<String> problem(byte[] file, byte[] armored) throws IOException {
    try {
      Object first =
          new BcPGPObjectFactory(PGPUtil.getDecoderStream(new ByteArrayInputStream(armored)))
              .nextObject();
      if (!(first instanceof PGPSignatureList signatures) || signatures.isEmpty()) {
        return Optional.of("it is not a signature");
      }
      PGPSignature signature = signatures.get(0);
      PGPPublicKey signer = key.getPublicKey(signature.getKeyID());
      if (signer == null) {
        return Optional.of(
            "the signature is of another key, " + Long.toHexString(signature.getKeyID()));
      }
      signature.init(new BcPGPContentVerifierBuilderProvider(), signer);
      signature.update(file);
      return signature.verify() ? Optional.empty() : Optional.of("the signature does not verify");
    } catch (PGPException e) {
      return Optional.of("the signature does not verify: " + e.getMessage());
    }
  }
}
