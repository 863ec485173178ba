package com.example.sharedfolder;

import java.io.IOException;
import java.nio.file.Path;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.Receiver;

/** A PC that loses its power when the photo is filed and nobody knows yet. */
final class ReceiverThatIsKilled {
  private ReceiverThatIsKilled() {}

  public static void main(String[] arguments) throws Exception {
    Practice practice = new Practice(Path.of(arguments[0]));
    Receiver pc = practice.receiver(new LastSink(practice.folders()));
    pc.start();
    Thread.currentThread().join();
  }

  private record LastSink(Sink folders) implements Sink {
    @Override
    public String id() {
      return folders.id();
    }

    @Override
    public void start() throws IOException {
      folders.start();
    }

    @Override
    public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
      folders.write(photo);
      Runtime.getRuntime().halt(9);
      throw new AssertionError("halted");
    }
  }
}
