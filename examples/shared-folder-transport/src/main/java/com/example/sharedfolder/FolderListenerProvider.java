package com.example.sharedfolder;

import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerProvider;

/** Makes the receiver's half from the setting {@code folder}. */
public final class FolderListenerProvider implements ListenerProvider {
  @Override
  public String id() {
    return Mailbox.TRANSPORT;
  }

  @Override
  public List<Setting> settings() {
    return List.of(FolderTransportProvider.FOLDER);
  }

  @Override
  public Listener create(AddOnContext context) {
    return new FolderListener(context.settings().path(FolderTransportProvider.FOLDER.key()));
  }
}
