package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** A follow-up sink that notes in which order it gets the photos of each patient. */
final class OrderedSink implements Sink {
  final Map<String, List<PhotoId>> filed = new ConcurrentHashMap<>();
  private final Set<String> atWork = ConcurrentHashMap.newKeySet();
  final List<String> twoAtOnce = new CopyOnWriteArrayList<>();
  final Set<EnvelopeId> odd = ConcurrentHashMap.newKeySet();
  final AtomicInteger calls = new AtomicInteger();
  volatile boolean isAway;

  @Override
  public String id() {
    return "ehr";
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException {
    String patient = photo.manifest().tag().folders().get(0);
    if (!atWork.add(patient)) {
      twoAtOnce.add(patient);
    }
    try {
      calls.incrementAndGet();
      if (isAway || odd.contains(photo.id().envelope())) {
        throw new IOException("the practice system is down");
      }
      filed.computeIfAbsent(patient, any -> new CopyOnWriteArrayList<>()).add(photo.id());
      return new SinkReference("ehr", patient);
    } finally {
      atWork.remove(patient);
    }
  }

  int count() {
    return filed.values().stream().mapToInt(List::size).sum();
  }
}
