package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** A small sink that keeps the contract; broken ones override one of its steps. */
class SoundSink implements Sink {
  final Path folder;
  final Path memory;

  SoundSink(Path folder) {
    this.folder = folder;
    this.memory = folder.resolve(".memory");
  }

  @Override
  public String id() {
    return "sound";
  }

  @Override
  public void start() throws IOException {
    DurableFiles.createPrivateFolders(memory);
    DurableFiles.removeDebris(memory);
    DurableFiles.removeDebris(folder);
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    synchronized (this) {
      return store(photo);
    }
  }

  private SinkReference store(StagedPhoto photo) throws IOException {
    byte[] content = Files.readAllBytes(photo.file());
    Path note = memory.resolve(key(photo));
    String name = Files.exists(note) ? Files.readString(note) : remember(note, freeName(photo));
    while (!isStored(name, content) && !place(folder.resolve(name), content)) {
      name = remember(note, freeName(photo));
    }
    DurableFiles.forceName(folder.resolve(name));
    return new SinkReference(id(), name);
  }

  /** What it knows a photo by. */
  String key(StagedPhoto photo) {
    return photo.id().toString();
  }

  /** Writes down what it is about to do. */
  String remember(Path note, String name) throws IOException {
    DurableFiles.write(note, name.getBytes(StandardCharsets.UTF_8));
    return name;
  }

  /** A name that neither a file nor a photo on its way has. */
  String freeName(StagedPhoto photo) throws IOException {
    Set<String> taken = new HashSet<>();
    for (Path note : Folders.list(memory)) {
      taken.add(Files.readString(note));
    }
    int number = 1;
    while (taken.contains(name(number)) || Files.exists(folder.resolve(name(number)))) {
      number++;
    }
    return name(number);
  }

  static String name(int number) {
    return "photo " + number + ".jpg";
  }

  boolean isStored(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content);
  }

  /** False if somebody else has the name by now. */
  boolean place(Path file, byte[] content) throws IOException {
    Path hidden = folder.resolve("." + file.getFileName() + ".tmp");
    Files.deleteIfExists(hidden);
    try (FileChannel channel = DurableFiles.createPrivate(hidden)) {
      channel.write(ByteBuffer.wrap(content));
      channel.force(true);
    }
    return DurableFiles.moveIfFree(hidden, file);
  }
}
