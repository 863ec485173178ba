package nz.co.medimage.transport.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.transport.http.v1.WaitingList.Message;

/**
 * The messages that are being collected, each once. Safe for use by several threads; what is done
 * with one task is one step.
 */
final class CollectTasks {
  private final Map<Key, CollectTask> all = new ConcurrentHashMap<>();

  private record Key(UUID from, UUID id) {
    static Key of(Message message) {
      return new Key(message.from(), message.id());
    }
  }

  int count() {
    return all.size();
  }

  List<CollectTask> list() {
    return new ArrayList<>(all.values());
  }

  /**
   * Takes what the relay lists.
   *
   * @return the task to begin; empty if the message is being collected, and perhaps is once more
   *     after that
   */
  Optional<CollectTask> take(Message message) {
    CollectTask next = new CollectTask(message);
    CollectTask now =
        all.merge(Key.of(message), next, (current, other) -> chosen(current, other, message));
    return now == next ? Optional.of(next) : Optional.empty();
  }

  private static CollectTask chosen(CollectTask current, CollectTask next, Message message) {
    if (!current.message.isWhole() && message.isWhole() && current.giveWay()) {
      return next;
    }
    // What is coming in is listed again once it is whole.
    if (message.isWhole()) {
      current.again = message;
    }
    return current;
  }

  /**
   * Ends a task.
   *
   * @return what is to be taken now
   */
  Optional<Message> end(CollectTask task) {
    all.remove(Key.of(task.message), task);
    return Optional.ofNullable(task.again);
  }

  /**
   * Lets a message rest that did not come to its end while it was coming in; once it is whole, it
   * is taken.
   *
   * @return false if it is whole already
   */
  boolean rest(CollectTask task) {
    boolean[] rests = {false};
    all.computeIfPresent(
        Key.of(task.message),
        (key, current) -> {
          rests[0] = current == task && current.again == null;
          if (rests[0]) {
            current.rest();
          }
          return current;
        });
    return rests[0];
  }
}
