/**
 * The proof that the statistics in SQL are valid: experiments whose truth is known are simulated by
 * the thousand, SQL judges them, and how often it errs must fit what it promises.
 */
@NullMarked
package io.splitplot.analysis.validity;

import org.jspecify.annotations.NullMarked;
