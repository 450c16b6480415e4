-- What the warehouse subscribes to. Keys and the audit log stay here.

create publication splitplot_warehouse for table
  splitplot.unit_type,
  splitplot.layer,
  splitplot.experiment,
  splitplot.variant,
  splitplot.phase,
  splitplot.phase_variant,
  splitplot.metric,
  splitplot.experiment_metric,
  splitplot.allocation,
  splitplot.exposure,
  splitplot.event;
