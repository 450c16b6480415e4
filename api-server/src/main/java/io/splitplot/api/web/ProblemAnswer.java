package io.splitplot.api.web;

/** An answer that says what failed. */
public record ProblemAnswer(int status, String mediaType, Object document) {}
