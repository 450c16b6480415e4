-- outcome() gives a table of one row now, and a function's kind of result cannot be replaced.

drop function if exists splitplot.outcome(integer, text, integer, integer);
