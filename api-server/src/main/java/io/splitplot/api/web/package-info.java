/** What lies between the HTTP server and the features: routes, calls, answers. */
@NullMarked
package io.splitplot.api.web;

import org.jspecify.annotations.NullMarked;
