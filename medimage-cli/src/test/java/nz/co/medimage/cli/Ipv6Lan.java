package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.PrintedLines;

/**
 * A PC and a phone on a cable of their own that knows no IPv4: two network namespaces of Linux. The
 * PC's network card is eth0, the phone's is called otherwise.
 */
final class Ipv6Lan implements AutoCloseable {
  private static final Pattern LINK_LOCAL = Pattern.compile("inet6 (fe80:[0-9a-f:]+)/");

  private final String pc;
  private final String phone;
  private final Thread atTheEnd = new Thread(this::remove);
  private String card = "wlan0";

  private Ipv6Lan(String pc, String phone) {
    this.pc = pc;
    this.phone = phone;
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /** Lays it; empty where this process may not, as only root on Linux may. */
  static Optional<Ipv6Lan> lay() throws IOException {
    String name = "medimage-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    if (!isPossible(name)) {
      return Optional.empty();
    }
    Ipv6Lan lan = new Ipv6Lan(name + "-pc", name + "-phone");
    try {
      run("ip", "netns", "add", lan.pc);
      run("ip", "netns", "add", lan.phone);
      run(
          "ip", "link", "add", "eth0", "netns", lan.pc, "type", "veth", "peer", "name", lan.card,
          "netns", lan.phone);
      for (String end : List.of(lan.pc, lan.phone)) {
        String own = end.equals(lan.pc) ? "eth0" : lan.card;
        // An address can be used at once, as nobody else is there who could have it.
        in(end, "sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/" + own + "/accept_dad");
        in(end, "ip", "link", "set", "lo", "up");
        in(end, "ip", "link", "set", own, "up");
      }
      linkLocal(lan.pc, "eth0");
      linkLocal(lan.phone, lan.card);
      return Optional.of(lan);
    } catch (IOException | RuntimeException e) {
      lan.close();
      throw e;
    }
  }

  private static boolean isPossible(String name) {
    try {
      run("ip", "netns", "add", name);
      try {
        in(name, "test", "-d", "/proc/sys/net/ipv6/conf/lo");
        in(name, "ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
        return true;
      } finally {
        run("ip", "netns", "delete", name);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Gives both ends an address of one private network: ::1 to the PC, ::2 to the phone. */
  void giveUniqueLocalAddresses(String network) throws IOException {
    in(pc, "ip", "address", "add", network + "::1/64", "dev", "eth0", "nodad");
    in(phone, "ip", "address", "add", network + "::2/64", "dev", card, "nodad");
  }

  /** The phone's network card gets another name and number, and other addresses. */
  void changeCardOfPhone(String name, String mac) throws IOException {
    in(phone, "ip", "link", "set", card, "down");
    in(phone, "ip", "link", "set", card, "name", name);
    in(phone, "ip", "link", "set", name, "address", mac);
    in(phone, "ip", "address", "flush", "dev", name);
    in(phone, "ip", "link", "set", name, "up");
    linkLocal(phone, name);
    card = name;
  }

  /** The link-local address of the PC, without a zone. */
  String linkLocalOfPc() throws IOException {
    return linkLocal(pc, "eth0");
  }

  /** Waits for it: a card gets one a moment after it is up. */
  private static String linkLocal(String namespace, String card) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PrintedLines.PATIENCE_SECONDS);
    while (true) {
      String addresses = in(namespace, "ip", "-6", "address", "show", "dev", card);
      Matcher address = LINK_LOCAL.matcher(addresses);
      if (address.find() && !addresses.contains("tentative")) {
        return address.group(1);
      }
      if (System.nanoTime() > end) {
        throw new IOException("no link-local address in " + addresses);
      }
    }
  }

  /** Starts the command on the PC. */
  MedimageProcess atPc(Object... args) throws IOException {
    return MedimageProcess.startBy(List.of("ip", "netns", "exec", pc), args);
  }

  /** Starts the command on the phone. */
  MedimageProcess atPhone(Object... args) throws IOException {
    return MedimageProcess.startBy(List.of("ip", "netns", "exec", phone), args);
  }

  private static String in(String namespace, String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(command));
    return run(all.toArray(String[]::new));
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PrintedLines.PATIENCE_SECONDS, TimeUnit.SECONDS)
          || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Removes it. What still runs on it must be ended before. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atTheEnd);
    remove();
  }

  private void remove() {
    for (String end : List.of(pc, phone)) {
      try {
        run("ip", "netns", "delete", end);
      } catch (IOException e) {
        // It was not made.
      }
    }
  }
}
