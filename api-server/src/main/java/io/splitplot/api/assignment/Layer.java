package io.splitplot.api.assignment;

/**
 * A layer of a plan.
 *
 * @param number its place among the plan's layers, from 0
 * @param salt gives each unit the bucket by which the layer's owners divide the traffic
 */
record Layer(int number, Salt salt) {}
