package com.example.sender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.capture.CapturedPhoto;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.SendOptions;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.transport.wifi.WifiTransport;

/** Pairs with {@code HOME pair CODE [ADDRESS]}, then sends with {@code HOME TAG FILE...}. */
public final class SendFiles {
  public static void main(String[] args) throws Exception {
    List<Delivery> photos = new ArrayList<>();
    Sender.Builder desk = Sender.builder(Path.of(args[0])).deviceName("Front desk");
    try (Sender sender = desk.transport(new WifiTransport()).build()) {
      sender.start(); // continues with what an earlier run left in the outbox
      if (args[1].equals("pair")) {
        System.out.println(args.length > 3 ? sender.pair(args[2], args[3]) : sender.pair(args[2]));
        return;
      }
      for (String file : List.of(args).subList(2, args.length)) {
        var once = SendOptions.defaults().joinWaiting(); // the same command may be repeated
        var photo = sender.send(CapturedPhoto.of(Path.of(file)), PatientTag.parse(args[1]), once);
        photo.onStatus(now -> System.out.println(file + ": " + now + " " + now.detail()));
        photos.add(photo);
      }
      for (Delivery photo : photos) {
        photo.receipt().handle((r, e) -> r).completeOnTimeout(null, 60, TimeUnit.SECONDS).join();
      }
    }
    boolean isWaiting = photos.stream().anyMatch(photo -> !photo.status().state().isFinal());
    boolean isFiled = photos.stream().allMatch(photo -> photo.status().state() == State.DELIVERED);
    System.exit(isWaiting ? 4 : isFiled ? 0 : 3);
  }
}
