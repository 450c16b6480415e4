package io.splitplot.api.access;

import static io.splitplot.api.access.Role.ADMIN;
import static io.splitplot.api.access.Role.ANALYST;
import static io.splitplot.api.access.Role.CLIENT;
import static io.splitplot.api.access.Role.EDITOR;
import static io.splitplot.api.access.Role.LOADER;
import static io.splitplot.api.access.Role.OPERATOR;

import java.util.Set;

/**
 * Every call of the API, and who may make it. Routes, access and tests are made from this table.
 */
public enum Endpoint {
  ASSIGN("POST", "/v1/assignments", CLIENT, ADMIN),
  RECORD_EXPOSURES("POST", "/v1/exposures", CLIENT, ADMIN),
  RECORD_EVENTS("POST", "/v1/events", CLIENT, ADMIN),
  PUSH_ROWS("POST", "/v1/lines/{line}/rows", LOADER, ADMIN),
  EVALUATE_FLAG("POST", "/ofrep/v1/evaluate/flags/{+key}", CLIENT, ADMIN),
  EVALUATE_FLAGS("POST", "/ofrep/v1/evaluate/flags", CLIENT, ADMIN),
  READ_PLAN("GET", "/v1/plan", CLIENT, ADMIN),
  LINK_IDENTITY("POST", "/v1/identities", CLIENT, ADMIN),
  CREATE_LAYER("POST", "/v1/layers", EDITOR, ADMIN),
  LIST_LAYERS("GET", "/v1/layers", EDITOR, ADMIN),
  CREATE_DOMAIN("POST", "/v1/domains", EDITOR, ADMIN),
  LIST_DOMAINS("GET", "/v1/domains", EDITOR, ADMIN),
  READ_DOMAIN("GET", "/v1/domains/{key}", EDITOR, ADMIN),
  END_DOMAIN("POST", "/v1/domains/{key}/end", EDITOR, ADMIN),
  CREATE_HOLDOUT("POST", "/v1/holdouts", EDITOR, ADMIN),
  LIST_HOLDOUTS("GET", "/v1/holdouts", EDITOR, ADMIN),
  READ_HOLDOUT("GET", "/v1/holdouts/{key}", EDITOR, ADMIN),
  END_HOLDOUT("POST", "/v1/holdouts/{key}/end", EDITOR, ADMIN),
  CREATE_SHARED_CONTROL("POST", "/v1/shared-controls", EDITOR, ADMIN),
  LIST_SHARED_CONTROLS("GET", "/v1/shared-controls", EDITOR, ADMIN),
  READ_SHARED_CONTROL("GET", "/v1/shared-controls/{key}", EDITOR, ADMIN),
  END_SHARED_CONTROL("POST", "/v1/shared-controls/{key}/end", EDITOR, ADMIN),
  CREATE_SEGMENT("POST", "/v1/segments", EDITOR, ADMIN),
  LIST_SEGMENTS("GET", "/v1/segments", EDITOR, ADMIN),
  READ_SEGMENT("GET", "/v1/segments/{key}", EDITOR, ADMIN),
  CHANGE_SEGMENT("PUT", "/v1/segments/{key}", EDITOR, ADMIN),
  DECLARE_ATTRIBUTE("POST", "/v1/attributes", EDITOR, ADMIN),
  LIST_ATTRIBUTES("GET", "/v1/attributes", EDITOR, ADMIN),
  READ_ATTRIBUTE("GET", "/v1/attributes/{+name}", EDITOR, ADMIN),
  CREATE_METRIC("POST", "/v1/metrics", EDITOR, ADMIN),
  APPLY_METRICS("PUT", "/v1/metrics", EDITOR, ADMIN),
  LIST_METRICS("GET", "/v1/metrics", EDITOR, ADMIN),
  READ_METRIC("GET", "/v1/metrics/{key}", EDITOR, ADMIN),
  READ_FACT_SETTINGS("GET", "/v1/fact-settings", EDITOR, OPERATOR, ADMIN),
  CHANGE_FACT_SETTINGS("PATCH", "/v1/fact-settings", ADMIN),
  LIST_EVENT_NAMES("GET", "/v1/event-names", CLIENT, ANALYST, EDITOR, OPERATOR, ADMIN),
  ADD_EVENT_NAME("POST", "/v1/event-names", EDITOR, ADMIN),
  REMOVE_EVENT_NAME("DELETE", "/v1/event-names/{+name}", EDITOR, ADMIN),
  CREATE_EXPERIMENT("POST", "/v1/experiments", EDITOR, ADMIN),
  LIST_EXPERIMENTS("GET", "/v1/experiments", EDITOR, ADMIN),
  READ_EXPERIMENT("GET", "/v1/experiments/{key}", EDITOR, ADMIN),
  START_EXPERIMENT("POST", "/v1/experiments/{key}/start", EDITOR, ADMIN),
  CHANGE_EXPERIMENT("PATCH", "/v1/experiments/{key}", EDITOR, ADMIN),
  RAMP_EXPERIMENT("POST", "/v1/experiments/{key}/ramp", EDITOR, ADMIN),
  READ_RAMP("GET", "/v1/experiments/{key}/ramp", ANALYST, EDITOR, ADMIN),
  ADVANCE_RAMP("POST", "/v1/experiments/{key}/ramp/advance", EDITOR, ADMIN),
  HOLD_RAMP("POST", "/v1/experiments/{key}/ramp/hold", EDITOR, ADMIN),
  RESUME_RAMP("POST", "/v1/experiments/{key}/ramp/resume", EDITOR, ADMIN),
  ROLL_BACK_RAMP("POST", "/v1/experiments/{key}/ramp/roll-back", EDITOR, ADMIN),
  CANCEL_RAMP("POST", "/v1/experiments/{key}/ramp/cancel", EDITOR, ADMIN),
  KILL_EXPERIMENT("POST", "/v1/experiments/{key}/kill", EDITOR, ADMIN),
  PAUSE_EXPERIMENT("POST", "/v1/experiments/{key}/pause", EDITOR, ADMIN),
  RESUME_EXPERIMENT("POST", "/v1/experiments/{key}/resume", EDITOR, ADMIN),
  STOP_EXPERIMENT("POST", "/v1/experiments/{key}/stop", EDITOR, ADMIN),
  CONCLUDE_EXPERIMENT("POST", "/v1/experiments/{key}/conclude", EDITOR, ADMIN),
  ARCHIVE_EXPERIMENT("POST", "/v1/experiments/{key}/archive", EDITOR, ADMIN),
  FORCE_VARIANT("POST", "/v1/experiments/{key}/forced-variants", EDITOR, ADMIN),
  LIST_FORCED_VARIANTS("GET", "/v1/experiments/{key}/forced-variants", EDITOR, ADMIN),
  UNFORCE_VARIANT("DELETE", "/v1/experiments/{key}/forced-variants/{+unit}", EDITOR, ADMIN),
  EXPORT_UNIT("GET", "/v1/units/{type}/{+unit}", ADMIN),
  FORGET_UNIT("DELETE", "/v1/units/{type}/{+unit}", ADMIN),
  READ_TRAFFIC("GET", "/v1/traffic", ANALYST, EDITOR, ADMIN),
  READ_REPORT("GET", "/v1/experiments/{key}/report", ANALYST, EDITOR, ADMIN),
  PLAN_EXPERIMENT("GET", "/v1/experiments/{key}/plan", ANALYST, EDITOR, ADMIN),
  READ_AUDIT("GET", "/v1/experiments/{key}/audit", ANALYST, EDITOR, ADMIN),
  LIVE("GET", "/health/live"),
  READY("GET", "/health/ready"),
  OPENAPI("GET", "/openapi.yaml"),
  METRICS("GET", "/metrics", OPERATOR, ADMIN);

  private final String method;
  private final String route;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
  private final Set<Role> roles;

  Endpoint(String method, String route, Role... roles) {
    this.method = method;
    this.route = route;
    this.roles = Set.of(roles);
  }

  public String method() {
    return method;
  }

  /** The path, with parameters in braces. */
  public String path() {
    return route.replace("{+", "{");
  }

  /** The path as the HTTP server takes it: a parameter with a plus may contain slashes. */
  public String route() {
    return route;
  }

  /** Whether anybody may call it, with a key or without. */
  public boolean isOpen() {
    return roles.isEmpty();
  }

  /** Whether it reads or changes all facts of somebody, for which there is no limit of time. */
  public boolean mayTakeLong() {
    return this == EXPORT_UNIT || this == FORGET_UNIT;
  }

  /** Whether a holder of a role may call it. */
  public boolean allows(Role role) {
    return isOpen() || roles.contains(role);
  }

  /** The roles that may call it; none: it is open. */
  public Set<Role> roles() {
    return roles;
  }
}
