package io.splitplot.api;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.splitplot.api.access.AccessControl;
import io.splitplot.api.access.ApiKeys;
import io.splitplot.api.access.KeyCopy;
import io.splitplot.api.access.KeyFollower;
import io.splitplot.api.access.RateLimits;
import io.splitplot.api.accesslog.AccessLog;
import io.splitplot.api.assignment.Assigner;
import io.splitplot.api.assignment.AssignmentService;
import io.splitplot.api.assignment.Plan;
import io.splitplot.api.assignment.PlanCopy;
import io.splitplot.api.assignment.PlanHolder;
import io.splitplot.api.assignment.PlanRefresher;
import io.splitplot.api.assignment.PlanService;
import io.splitplot.api.assignment.StoredAssignments;
import io.splitplot.api.attribute.AttributeService;
import io.splitplot.api.batch.Fact;
import io.splitplot.api.batch.FactRecorder;
import io.splitplot.api.batch.IngestSettings;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.Mappers;
import io.splitplot.api.event.EventService;
import io.splitplot.api.experiment.ExperimentService;
import io.splitplot.api.experiment.LifeCycleService;
import io.splitplot.api.exposure.ExposureService;
import io.splitplot.api.fact.FactKeeper;
import io.splitplot.api.fact.FactService;
import io.splitplot.api.forced.ForcedVariantService;
import io.splitplot.api.identity.Identities;
import io.splitplot.api.identity.IdentityCopy;
import io.splitplot.api.identity.IdentityFollower;
import io.splitplot.api.identity.IdentityService;
import io.splitplot.api.layer.LayerService;
import io.splitplot.api.metric.MetricService;
import io.splitplot.api.ofrep.OfrepService;
import io.splitplot.api.operation.LineMeters;
import io.splitplot.api.operation.OperationService;
import io.splitplot.api.operation.Readiness;
import io.splitplot.api.owner.OwnerService;
import io.splitplot.api.privacy.PrivacyService;
import io.splitplot.api.push.PushService;
import io.splitplot.api.ramp.RampService;
import io.splitplot.api.ramp.RampWorker;
import io.splitplot.api.report.PlanningService;
import io.splitplot.api.report.ReportService;
import io.splitplot.api.segment.SegmentService;
import io.splitplot.api.spool.Spool;
import io.splitplot.api.state.StateKeeper;
import io.splitplot.api.tls.Certificate;
import io.splitplot.api.traffic.TrafficService;
import io.splitplot.api.web.Front;
import io.splitplot.api.web.RequestTimes;
import io.splitplot.api.web.Routes;
import io.splitplot.api.web.TimeLimit;
import io.splitplot.api.web.TransportProblems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The HTTP server, listening from when it was started until it is closed. */
public final class ApiServer implements AutoCloseable {
  private static final Duration QUEUE_MAX = Duration.ofSeconds(1);
  private static final int REQUEST_LINE_BYTES_MAX = 8192;
  private static final int HEADER_BYTES_MAX = 16_384;

  /** How long what depends on a new plan waits for it, and then goes on without. */
  private static final Duration PLAN_WAIT_MAX = Duration.ofSeconds(2);

  private final InstantSource clock = InstantSource.system();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final PlanHolder plans = new PlanHolder(clock);
  private final Database primary;
  private final Database lookups;
  private final Database writers;
  private final Database warehouse;
  private final Optional<PrivacyService.Databases> privacy;
  private final PlanRefresher refresher;
  private final Identities identities;
  private final IdentityFollower identityFollower;
  private final RampWorker ramps;
  private final FactKeeper facts;
  private final LineMeters lines;
  private final ApiKeys keys;
  private final KeyFollower keyFollower;
  private final Optional<StateKeeper> state;
  private final Optional<Certificate> certificate;
  private final AccessLog accessLog;
  private final TimeLimit timeLimit;
  private final Optional<Spool> spool;
  private final FactRecorder recorder;
  private final WebServer server;

  /**
   * Starts a server; it listens when this returns. It is ready once the primary has answered, which
   * this waits for a moment only: a server may be there before its database.
   */
  public static ApiServer start(ApiServerSettings settings) {
    return new ApiServer(settings);
  }

  private ApiServer(ApiServerSettings settings) {
    this.primary = new Database("primary", settings.primary(), meters);
    this.lookups = new Database("lookups", settings.primary().forLookups(), meters);
    this.warehouse = new Database("warehouse", settings.warehouse(), meters);
    this.privacy = settings.privacy().map(this::privacy);
    this.writers =
        new Database("facts", settings.primary().forFacts(settings.ingest().storeMax()), meters);
    this.spool = settings.state().map(folder -> spool(folder, settings.ingest()));
    this.recorder = new FactRecorder(writers, settings.ingest(), spool, meters, clock);
    this.refresher = new PlanRefresher(primary.dataSource(), plans, PlanRefresher.INTERVAL);
    this.identities = new Identities(primary, lookups, clock);
    this.identityFollower =
        new IdentityFollower(primary.dataSource(), identities, IdentityFollower.INTERVAL);
    this.ramps = new RampWorker(primary, warehouse, meters, settings.rampInterval());
    this.facts = new FactKeeper(primary, meters);
    this.lines = new LineMeters(warehouse, meters);
    this.keys = new ApiKeys(primary, lookups, clock);
    this.keyFollower = new KeyFollower(primary.dataSource(), keys, clock, KeyFollower.INTERVAL);
    this.state = settings.state().map(folder -> keeper(folder, settings));
    this.certificate = settings.http().tls().map(Certificate::follow);
    this.accessLog = AccessLog.open(settings.http().accessLog(), meters);
    this.timeLimit = new TimeLimit(settings.http(), meters);
    this.server = server(settings);
    measurePlan();
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    garbage.bindTo(meters);
    spool.ifPresent(this::measureSpool);
    state.ifPresent(StateKeeper::start);
    refresher.start();
    identityFollower.start();
    keyFollower.start();
    plans.await(0, PLAN_WAIT_MAX);
    ramps.start();
    facts.start();
    lines.start();
    recorder.start();
    server.start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Refuses new requests, finishes those that are being answered, and lets go of the databases. */
  @Override
  public void close() {
    server.stop();
    timeLimit.close();
    accessLog.close();
    certificate.ifPresent(Certificate::close);
    recorder.close();
    spool.ifPresent(Spool::close);
    ramps.close();
    facts.close();
    lines.close();
    refresher.close();
    identityFollower.close();
    keyFollower.close();
    state.ifPresent(StateKeeper::close);
    privacy.ifPresent(it -> {
      it.primary().close();
      it.warehouse().close();
    });
    warehouse.close();
    lookups.close();
    writers.close();
    primary.close();
    garbage.close();
    meters.close();
  }

  private PrivacyService.Databases privacy(ApiServerSettings.Privacy logins) {
    return new PrivacyService.Databases(
        new Database("privacy-primary", logins.primary(), meters),
        new Database("privacy-warehouse", logins.warehouse(), meters));
  }

  private Spool spool(Path folder, IngestSettings ingest) {
    return Spool.open(folder, Fact.labels(), ingest.spoolBytes(), ingest.spoolAge(), clock);
  }

  private StateKeeper keeper(Path folder, ApiServerSettings settings) {
    return new StateKeeper(
        folder,
        settings.primary().jdbcUrl(),
        List.of(new PlanCopy(plans), new KeyCopy(keys), new IdentityCopy(identities)));
  }

  private WebServer server(ApiServerSettings settings) {
    var http = settings.http();
    var front = new Front(http, timeLimit, accessLog, clock);
    var server =
        WebServer.builder()
            .protocolsDiscoverServices(false) // what is no HTTP must be answered, not dropped
            .addProtocol(
                Http1Config.builder()
                    .maxPrologueLength(REQUEST_LINE_BYTES_MAX)
                    .maxHeadersSize(HEADER_BYTES_MAX)
                    .addReceiveListener(timeLimit.listener())
                    .build());
    certificate.map(ApiServer::tls).ifPresent(server::tls);
    return server
        .host(settings.host())
        .port(settings.port())
        .featuresDiscoverServices(false)
        .shutdownHook(false) // whoever starts it closes it
        .shutdownGracePeriod(settings.closeMax())
        .maxTcpConnections(http.connectionsMax())
        .idleConnectionTimeout(http.silenceMax())
        .connectionOptions(socket -> socket.readTimeout(http.silenceMax()).tcpNoDelay(true))
        .concurrencyLimit(
            FixedLimit.builder()
                .permits(settings.requestsMax())
                .queueLength(settings.requestsMax())
                .queueTimeout(QUEUE_MAX)
                .build())
        .directHandlers(TransportProblems.forAll(front))
        .routing(routes(settings, front).routing())
        .build();
  }

  private static Tls tls(Certificate certificate) {
    return Tls.builder()
        .sslContext(certificate.context())
        .enabledProtocols(Certificate.PROTOCOLS)
        .build();
  }

  private Routes routes(ApiServerSettings settings, Front front) {
    var mappers =
        new Mappers(
            primary,
            LayerService.MAPPER,
            OwnerService.MAPPER,
            SegmentService.MAPPER,
            AttributeService.MAPPER,
            MetricService.MAPPER,
            FactService.MAPPER,
            ExperimentService.MAPPER,
            ForcedVariantService.MAPPER,
            RampService.MAPPER,
            TrafficService.MAPPER,
            ReportService.MAPPER);
    var assigner = new Assigner(identities, new StoredAssignments(lookups));
    var limits =
        new RateLimits(settings.http().rateLimit(), settings.http().failures(), System::nanoTime);
    var routes =
        new Routes(
            new AccessControl(keys, limits),
            front,
            new RequestTimes(meters),
            settings.bodyBytesMax());
    new AssignmentService(plans, assigner, recorder, clock).register(routes);
    new ExposureService(recorder).register(routes);
    new EventService(recorder).register(routes);
    new PushService(settings.inboxes(), clock).register(routes);
    new OfrepService(plans, assigner).register(routes);
    new PlanService(plans).register(routes);
    new IdentityService(identities).register(routes);
    new LayerService(mappers).register(routes);
    new OwnerService(mappers).register(routes);
    new SegmentService(mappers).register(routes);
    new AttributeService(mappers).register(routes);
    new MetricService(mappers).register(routes);
    new FactService(mappers).register(routes);
    new ExperimentService(mappers).register(routes);
    LongConsumer planOf = version -> plans.await(version, PLAN_WAIT_MAX);
    var lifeCycle = new LifeCycleService(mappers, planOf);
    lifeCycle.register(routes);
    new ForcedVariantService(mappers, planOf).register(routes);
    new RampService(mappers, planOf, lifeCycle.rampByHand()).register(routes);
    new PrivacyService(privacy, identities::forget).register(routes);
    new TrafficService(mappers).register(routes);
    new ReportService(warehouse, mappers).register(routes);
    new PlanningService(warehouse).register(routes);
    new OperationService(new Readiness(primary, warehouse, plans, certificate, spool), meters)
        .register(routes);
    return routes;
  }

  private void measureSpool(Spool measured) {
    Gauge.builder("splitplot.spool.facts", measured, it -> it.state().facts())
        .description("Acknowledged facts that are on this server's disk and not in the primary")
        .register(meters);
    Gauge.builder("splitplot.spool.bytes", measured, it -> it.state().bytes())
        .description("Size of what is used of the spool's file")
        .register(meters);
    Gauge.builder("splitplot.spool.age.seconds", measured, it -> it.state().age().toSeconds())
        .description("Age of the oldest fact in the spool; 0: it is empty")
        .register(meters);
  }

  private void measurePlan() {
    Gauge.builder("splitplot.plan.age.seconds", plans, it -> it.age().toMillis() / 1000.0)
        .description("Time since the primary confirmed the plan")
        .register(meters);
    Gauge.builder("splitplot.plan.version", plans, it -> it.plan().map(Plan::version).orElse(0L))
        .description("Configuration version of the plan; 0: none")
        .register(meters);
    Gauge.builder("splitplot.plan.restored", plans, it -> it.isRestored() ? 1 : 0)
        .description("1 while the plan is one from disk that the primary has not confirmed")
        .register(meters);
  }
}
