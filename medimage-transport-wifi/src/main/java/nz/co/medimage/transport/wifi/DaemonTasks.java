package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.jmdns.JmDNS;
import javax.jmdns.impl.DNSIncoming;
import javax.jmdns.impl.DNSTaskStarter;
import javax.jmdns.impl.DNSTaskStarter.DNSTaskStarterImpl.StarterTimer;
import javax.jmdns.impl.JmDNSImpl;
import javax.jmdns.impl.ServiceInfoImpl;
import javax.jmdns.impl.tasks.RecordReaper;
import javax.jmdns.impl.tasks.Responder;
import javax.jmdns.impl.tasks.resolver.ServiceInfoResolver;
import javax.jmdns.impl.tasks.resolver.ServiceResolver;
import javax.jmdns.impl.tasks.resolver.TypeResolver;
import javax.jmdns.impl.tasks.state.Announcer;
import javax.jmdns.impl.tasks.state.Canceler;
import javax.jmdns.impl.tasks.state.Prober;
import javax.jmdns.impl.tasks.state.Renewer;
import org.jspecify.annotations.Nullable;

/**
 * What an instance of JmDNS does later, on daemon threads. By itself JmDNS does some of it on a
 * thread that keeps a program alive until the instance is closed, and where two threads are the
 * first to ask for that one it makes a second, which nothing ends: the program would hang.
 * Instances that others open in this JVM stay as they are.
 */
final class DaemonTasks implements DNSTaskStarter {
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  static {
    DNSTaskStarter.Factory.ClassDelegate others = DNSTaskStarter.Factory.classDelegate();
    DNSTaskStarter.Factory.setClassDelegate(instance -> starter(instance, others));
  }

  private final JmDNSImpl instance;
  private final Timer timer = new StarterTimer("dns-sd", true);
  private final Timer stateTimer = new StarterTimer("dns-sd-state", true);

  private DaemonTasks(JmDNSImpl instance) {
    this.instance = instance;
  }

  /** Returns null for what JmDNS does by itself. */
  private static @Nullable DNSTaskStarter starter(
      JmDNSImpl instance, DNSTaskStarter.Factory.@Nullable ClassDelegate others) {
    if (OWN.contains(instance.getName())) {
      return new DaemonTasks(instance);
    }
    return others == null ? null : others.newDNSTaskStarter(instance);
  }

  /** Opens an instance with a random name; {@link #close} closes it. */
  static JmDNS open(InetAddress address) throws IOException {
    String name = UUID.randomUUID().toString();
    OWN.add(name);
    try {
      return JmDNS.create(address, name);
    } catch (IOException | RuntimeException e) {
      OWN.remove(name);
      throw e;
    }
  }

  /** Says goodbye, which takes seconds. What is asked of the instance meanwhile is let go too. */
  static void close(JmDNS instance) throws IOException {
    try {
      instance.close();
    } finally {
      DNSTaskStarter.Factory.getInstance().disposeStarter((JmDNSImpl) instance);
      OWN.remove(instance.getName());
    }
  }

  @Override
  public void startProber() {
    new Prober(instance).start(stateTimer);
  }

  @Override
  public void startAnnouncer() {
    new Announcer(instance).start(stateTimer);
  }

  @Override
  public void startRenewer() {
    new Renewer(instance).start(stateTimer);
  }

  @Override
  public void startCanceler() {
    new Canceler(instance).start(stateTimer);
  }

  @Override
  public void startReaper() {
    new RecordReaper(instance).start(timer);
  }

  @Override
  public void startServiceInfoResolver(ServiceInfoImpl info) {
    new ServiceInfoResolver(instance, info).start(timer);
  }

  @Override
  public void startTypeResolver() {
    new TypeResolver(instance).start(timer);
  }

  @Override
  public void startServiceResolver(String type) {
    new ServiceResolver(instance, type).start(timer);
  }

  @Override
  public void startResponder(DNSIncoming question, InetAddress from, int port) {
    new Responder(instance, question, from, port).start(timer);
  }

  @Override
  public void purgeTimer() {
    timer.purge();
  }

  @Override
  public void purgeStateTimer() {
    stateTimer.purge();
  }

  @Override
  public void cancelTimer() {
    timer.cancel();
  }

  @Override
  public void cancelStateTimer() {
    stateTimer.cancel();
  }
}
