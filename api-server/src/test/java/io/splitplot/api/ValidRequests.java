package io.splitplot.api;

import io.splitplot.api.access.Endpoint;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A request for each endpoint that the server understands and, if nothing is in its way, carries
 * out. Configuration is asked for under few keys, so that it stays small however often it is asked
 * for.
 */
final class ValidRequests {
  private final SplittableRandom random;
  private final int keys;

  /**
   * Requests that are chosen by chance.
   *
   * @param keys of how many keys one is taken
   */
  ValidRequests(SplittableRandom random, int keys) {
    this.random = random;
    this.keys = keys;
  }

  /** What is sent: the path with its query, and a body of JSON; empty: none. */
  record Valid(String target, String body) {}

  /** What the other requests refer to; the server needs to be a new one. */
  static void prepare(TestApi api) {
    api.layer("fuzzed", "user", "'button'");
    api.layer("crowded", "user", "'banner'");
    api.experiment("steady", "fuzzed", "'traffic':0.5," + variants("button"));
    api.post("/v1/metrics", "editor", "{'key':'carts','kind':'count','event':'add_to_cart'}");
  }

  Valid of(Endpoint endpoint) {
    var body = body(endpoint);
    return new Valid(target(endpoint), body.replace('\'', '"'));
  }

  private String target(Endpoint endpoint) {
    var path =
        endpoint
            .path()
            .replace("{type}", "user")
            .replace("{line}", "contacts")
            .replace("{unit}", "qa-" + number())
            .replace("{name}", "attribute." + number())
            .replace("{key}", pathKey(endpoint));
    return path
        + switch (endpoint) {
          case LIST_LAYERS, LIST_DOMAINS, LIST_HOLDOUTS, LIST_SHARED_CONTROLS -> page();
          case LIST_SEGMENTS, LIST_ATTRIBUTES, LIST_METRICS, LIST_FORCED_VARIANTS -> page();
          case LIST_EVENT_NAMES -> page();
          case LIST_EXPERIMENTS -> page() + "&archived=true";
          case READ_TRAFFIC, READ_REPORT -> "?as_of=" + Instant.now();
          case PLAN_EXPERIMENT -> "?effect=0.02&power=0.9&units_per_day=1000";
          case READ_AUDIT -> "?limit=10";
          case FORGET_UNIT -> "?dry_run=true";
          default -> "";
        };
  }

  private String pathKey(Endpoint endpoint) {
    return switch (endpoint) {
      case EVALUATE_FLAG -> "button";
      case READ_REPORT, READ_AUDIT, READ_EXPERIMENT, FORCE_VARIANT, PLAN_EXPERIMENT -> "steady";
      case READ_DOMAIN, END_DOMAIN -> "domain-" + number();
      case READ_HOLDOUT, END_HOLDOUT -> "holdout-" + number();
      case READ_SHARED_CONTROL, END_SHARED_CONTROL -> "control-" + number();
      case READ_SEGMENT, CHANGE_SEGMENT -> "segment-" + number();
      case READ_METRIC -> "metric-" + number();
      default -> "experiment-" + number();
    };
  }

  private String page() {
    return "?after=a&limit=" + random.nextInt(1, 20);
  }

  private String body(Endpoint endpoint) {
    return switch (endpoint) {
      case ASSIGN ->
          """
          {'unit':{'user':'u%1$d','session':'s%1$d'},'attributes':{'country':'DE','age':%1$d},
          'experiments':['steady','experiment-1'],'expose':%2$s}\
          """
              .formatted(number(), random.nextBoolean());
      case RECORD_EXPOSURES -> "{'exposures':[%s,%s]}".formatted(exposure(), exposure());
      case RECORD_EVENTS ->
          "{'events':[%s,%s,%s,%s]}"
              .formatted(event("add_to_cart"), order("order"), order("return"), event("view"));
      case PUSH_ROWS -> "{'id':%d,'text':'t'}".formatted(number());
      case EVALUATE_FLAG, EVALUATE_FLAGS ->
          "{'context':{'targetingKey':'u%1$d','session':'s%1$d','country':'DE'}}"
              .formatted(number());
      case LINK_IDENTITY ->
          "{'anonymous':{'user':'a%1$d'},'known':{'user':'k%1$d'},'session':'s%1$d'}"
              .formatted(number());
      case CREATE_LAYER ->
          "{'key':'layer-%1$d','domain':'root','unit_type':'user','parameters':['p%1$d']}"
              .formatted(number());
      case CREATE_DOMAIN ->
          "{'key':'domain-%d','layer':'crowded','traffic':0.001}".formatted(number());
      case CREATE_HOLDOUT ->
          "{'key':'holdout-%d','layer':'crowded','domain':'root','unit_type':'user','traffic':0.001}"
              .formatted(number());
      case CREATE_SHARED_CONTROL ->
          "{'key':'control-%d','layer':'crowded','traffic':0.001,'parameters':{'banner':'old'}}"
              .formatted(number());
      case CREATE_SEGMENT ->
          "{'key':'segment-%d','condition':{'tier':{'$in':['gold','platinum']},'age':{'$gte':18}}}"
              .formatted(number());
      case CHANGE_SEGMENT -> "{'condition':{'$or':[{'tier':'gold'},{'v':{'$regex':'^a.*z$'}}]}}";
      case DECLARE_ATTRIBUTE ->
          "{'name':'attribute.%d','type':'string','description':'An attribute'}"
              .formatted(number());
      case CREATE_METRIC ->
          """
          {'key':'metric-%d','kind':'revenue','event':'order','net':true,'currency':'EUR',
          'window':'P14D','direction':'increase','covariate':'view','description':'d'}\
          """
              .formatted(number());
      case APPLY_METRICS ->
          """
          {'dry_run':%2$s,'metrics':[
          {'key':'metric-%1$d','kind':'ratio','event':'order','aggregate':'amount','currency':'EUR',
          'denominator_event':'view','denominator_aggregate':'count','window':'P14D'},
          {'key':'funnel-%1$d','kind':'funnel','steps':['view','cart','order']},
          {'key':'mean-%1$d','kind':'mean','event':'view','cap':%1$d.5,'minimum_effect':0.02}]}\
          """
              .formatted(number(), random.nextBoolean());
      case CHANGE_FACT_SETTINGS ->
          "{'past_max':'P400D','ids_kept':'P402D','facts_kept':null,'days_ahead':7}";
      case ADD_EVENT_NAME -> "{'name':'event-%d'}".formatted(number());
      case CREATE_EXPERIMENT -> experiment();
      case CHANGE_EXPERIMENT ->
          """
          {'traffic':0.002,'hypothesis':'h','targeting':{'country':{'$in':['DE']}},
          'variants':[{'key':'control','weight':0.2},{'key':'green','weight':0.8}],
          'salt':'new','reason':'more'}\
          """;
      case RAMP_EXPERIMENT -> random.nextBoolean() ? "{'traffic':0.003,'reason':'r'}" : ramp();
      case CONCLUDE_EXPERIMENT ->
          "{'decision':'ship','variant':'green','roll_out':0.5,'reason':'better'}";
      case PAUSE_EXPERIMENT -> "{'show':'control','reason':'r'}";
      case FORCE_VARIANT -> "{'unit':'qa-%d','variant':'green'}".formatted(number());
      case START_EXPERIMENT, RESUME_EXPERIMENT, STOP_EXPERIMENT, ARCHIVE_EXPERIMENT ->
          "{'reason':'why not'}";
      case ADVANCE_RAMP, HOLD_RAMP, RESUME_RAMP, ROLL_BACK_RAMP, CANCEL_RAMP, KILL_EXPERIMENT ->
          "{'reason':'because'}";
      case END_DOMAIN, END_HOLDOUT, END_SHARED_CONTROL -> "{}";
      default -> "";
    };
  }

  private String experiment() {
    return """
    {'key':'experiment-%d','assignment':'splitplot','layer':'crowded','unit_type':'user',
    'traffic':0.001,'hypothesis':'A banner helps.','targeting':{'country':{'$in':['DE','FR']}},
    %s,'metrics':[{'metric':'carts','role':'primary'}],
    'method':{'kind':'always_valid','alpha':0.05,'planned_units':20000}}\
    """
        .formatted(number(), variants("banner"));
  }

  private static String variants(String parameter) {
    return """
    'variants':[{'key':'control','weight':0.5,'control':true,'parameters':{'%1$s':'blue'}},
    {'key':'green','weight':0.5,'parameters':{'%1$s':'green'}}]\
    """
        .formatted(parameter);
  }

  private static String ramp() {
    return """
    {'steps':[{'traffic':0.001,'hold':'PT1H','minimum_units':10,'sample_ratio':0.001,
    'guardrails':[{'metric':'carts','alpha':0.05}],'on_failure':'roll_back','roll_back_to':0.001},
    {'traffic':0.002}],'evidence_age_max':'PT10M','reason':'r'}\
    """;
  }

  private String exposure() {
    return """
    {'id':'%s','unit':{'user':'u%d'},'experiment':'steady','attributes':{'country':'DE'},
    'occurred_at':'%s'}\
    """
        .formatted(uuid(), number(), Instant.now());
  }

  private String event(String name) {
    return """
    {'id':'%s','unit':{'user':'u%d'},'name':'%s','value':2.5,'occurred_at':'%s',
    'properties':{'sku':'a','deep':{'er':[1,2]}}}\
    """
        .formatted(uuid(), number(), name, Instant.now());
  }

  private String order(String name) {
    return """
    {'id':'%s','unit':{'user':'u%d'},'name':'%s','order':'o-%d','amount_minor':4599,
    'currency':'EUR','lines':[{'sku':'a','quantity':2,'amount_minor':4599}],'occurred_at':'%s'}\
    """
        .formatted(uuid(), number(), name, number(), Instant.now());
  }

  private int number() {
    return random.nextInt(keys);
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString().toLowerCase(Locale.ROOT);
  }
}
