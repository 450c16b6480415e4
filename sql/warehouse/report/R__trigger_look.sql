-- Looks and analyses are append only, also for the owner.

create or replace trigger looks_stay
  before update or delete or truncate on report.look
  for each statement execute function report.refuse_change();

create or replace trigger comparison_looks_stay
  before update or delete or truncate on report.comparison_look
  for each statement execute function report.refuse_change();

create or replace trigger analyses_stay
  before update or delete or truncate on report.analysis
  for each statement execute function report.refuse_change();

create or replace trigger analysis_comparisons_stay
  before update or delete or truncate on report.analysis_comparison
  for each statement execute function report.refuse_change();
