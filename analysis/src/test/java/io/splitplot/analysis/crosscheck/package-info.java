/**
 * The everyday tests a second time, written from their sources and not from the SQL: two answers
 * that agree are better than one. Used by tests only; what is undefined is not a number here.
 */
@NullMarked
package io.splitplot.analysis.crosscheck;

import org.jspecify.annotations.NullMarked;
