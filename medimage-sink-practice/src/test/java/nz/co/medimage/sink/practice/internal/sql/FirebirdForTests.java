package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.testkit.Await;

/** A Firebird of this computer's own, in a folder of its own, on a free port of loopback. */
final class FirebirdForTests {
  static final String USER = "MEDIMAGE";
  static final String PASSWORD = "s3cret";

  private static final Path SERVER = Path.of("/usr/sbin/firebird");
  private static final Path TOOL = Path.of("/usr/bin/isql-fb");
  private static final Path PARTS = Path.of("/usr/lib/x86_64-linux-gnu/firebird/3.0");

  private final Path folder;
  private final int port;
  private Process server;

  FirebirdForTests() throws Exception {
    folder = Files.createTempDirectory("practice-firebird");
    Files.createDirectory(folder.resolve("lock"));
    for (String part : new String[] {"plugins", "intl", "firebird.msg"}) {
      Files.createSymbolicLink(folder.resolve(part), PARTS.resolve(part));
    }
    Files.copy(Path.of("/etc/firebird/3.0/plugins.conf"), folder.resolve("plugins.conf"));
    Path users = folder.resolve("security3.fdb");
    Files.writeString(
        folder.resolve("databases.conf"),
        "security.db = " + users + "\n{\nRemoteAccess = false\n}\n");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(
        folder.resolve("firebird.conf"),
        "RemoteServicePort = "
            + port
            + "\nRemoteBindAddress = localhost\nAuthServer = Srp\nUserManager = Srp\nSecurityDatabase = "
            + users
            + "\n");
    sql("create database '" + users + "' user 'SYSDBA';", "-q");
    sql(
        "create user " + USER + " password '" + PASSWORD + "';",
        "-q",
        "-user",
        "SYSDBA",
        "security.db");
    sql(
        "create database '"
            + folder.resolve("practice.fdb")
            + "' user '"
            + USER
            + "'"
            + " default character set UTF8;",
        "-q");
    server = start();
  }

  static boolean isInstalled() {
    return Files.isExecutable(SERVER) && Files.isExecutable(TOOL) && Files.isDirectory(PARTS);
  }

  private ProcessBuilder process(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FIREBIRD", folder.toString());
    builder.environment().put("FIREBIRD_LOCK", folder.resolve("lock").toString());
    builder.environment().put("FIREBIRD_TMP", folder.toString());
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
  }

  /** Runs statements without a server. */
  private void sql(String statements, String... options) throws Exception {
    String[] command = new String[options.length + 1];
    command[0] = TOOL.toString();
    System.arraycopy(options, 0, command, 1, options.length);
    Process tool = process(command).start();
    try (var out = tool.outputWriter()) {
      out.write(statements + "\n");
    }
    if (!tool.waitFor(60, TimeUnit.SECONDS)) {
      tool.destroyForcibly();
      throw new IOException("isql-fb did not end");
    }
  }

  private Process start() throws Exception {
    Process started = process(SERVER.toString()).start();
    Await.until("Firebird listens", this::listens);
    return started;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String host() {
    return "localhost:" + port;
  }

  String database() {
    return folder.resolve("practice.fdb").toString();
  }

  PracticeForTests practice() {
    return new PracticeForTests(
        "jdbc:firebirdsql://" + host() + "/" + database() + "?encoding=UTF8", USER, PASSWORD);
  }

  /** As a power cut does. */
  void kill() throws InterruptedException {
    server.destroyForcibly().waitFor();
  }

  void startAgain() throws Exception {
    server = start();
  }

  /** Ends it and removes all that it held. */
  void remove() throws Exception {
    kill();
    DurableFiles.deleteTree(folder);
  }
}
