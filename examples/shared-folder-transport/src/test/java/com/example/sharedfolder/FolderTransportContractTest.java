package com.example.sharedfolder;

import java.nio.file.Path;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.testkit.TransportContract;
import org.junit.jupiter.api.io.TempDir;

final class FolderTransportContractTest extends TransportContract {
  @TempDir Path shared;

  @Override
  protected Transport transport() {
    return new FolderTransport(shared);
  }

  @Override
  protected Listener listener() {
    return new FolderListener(shared);
  }

  @Override
  protected boolean findsOffers() {
    return true;
  }
}
