package nz.co.medimage.receiver.addon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.transport.Listener;
import org.jspecify.annotations.Nullable;

/**
 * Makes the class loader of an add-on the context class loader of each thread that calls it:
 * libraries look for their parts there, and would else find those of the host.
 */
final class ContextLoader implements InvocationHandler {
  private static final Set<Class<?>> MADE =
      Set.of(
          Sink.class,
          PhotoFilter.class,
          PatientCheck.class,
          ReceiverObserver.class,
          Listener.class);

  /** What an add-on may be besides. */
  private static final List<Class<?>> MORE = List.of(AutoCloseable.class, SelfTest.class);

  private final Object addOn;
  private final ClassLoader loader;

  private ContextLoader(Object addOn, ClassLoader loader) {
    this.addOn = addOn;
    this.loader = loader;
  }

  /** The same add-on, as which {@code addOn} implements {@code type}; what it makes is too. */
  static <T> T around(Class<T> type, T addOn, ClassLoader loader) {
    List<Class<?>> types = new ArrayList<>(List.of(type));
    MORE.stream().filter(each -> each.isInstance(addOn)).forEach(types::add);
    return type.cast(
        Proxy.newProxyInstance(
            ContextLoader.class.getClassLoader(),
            types.toArray(Class<?>[]::new),
            new ContextLoader(addOn, loader)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("equals") && method.getDeclaringClass() == Object.class) {
      return arguments != null && proxy == arguments[0];
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      @Nullable Object result = method.invoke(addOn, arguments);
      return result == null || !MADE.contains(method.getReturnType())
          ? result
          : made(method.getReturnType(), result);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private <T> T made(Class<T> type, Object result) {
    return around(type, type.cast(result), loader);
  }
}
