package com.example.sharedfolder;

import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.api.transport.TransportProvider;

/** Makes the sender's half from the setting {@code folder}. */
public final class FolderTransportProvider implements TransportProvider {
  static final Setting FOLDER =
      Setting.path("folder").required().help("The shared folder, as this computer reaches it.");

  @Override
  public String id() {
    return Mailbox.TRANSPORT;
  }

  @Override
  public List<Setting> settings() {
    return List.of(FOLDER);
  }

  @Override
  public Transport create(AddOnContext context) {
    return new FolderTransport(context.settings().path(FOLDER.key()));
  }
}
