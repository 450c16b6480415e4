package io.splitplot.api.event;

import io.splitplot.api.access.Endpoint;
import io.splitplot.api.batch.BatchHandler;
import io.splitplot.api.batch.Fact;
import io.splitplot.api.batch.FactRecorder;
import io.splitplot.api.web.Routes;

/** {@code POST /v1/events}: what units did. */
public final class EventService {
  private final FactRecorder recorder;

  public EventService(FactRecorder recorder) {
    this.recorder = recorder;
  }

  public void register(Routes routes) {
    routes.on(
        Endpoint.RECORD_EVENTS,
        new BatchHandler(Fact.EVENT, "events", EventReader::read, recorder));
  }
}
