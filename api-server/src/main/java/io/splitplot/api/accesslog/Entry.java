package io.splitplot.api.accesslog;

import java.time.Instant;
import java.util.Optional;

/**
 * A request and its answer.
 *
 * @param time when its answer was sent
 * @param route the path with parameters in braces, as paths may hold ids of units; empty: none of
 *     ours
 * @param bytes length of the answer's body
 * @param key name of the key; empty: none was shown, or no good one
 * @param prefix which of the name's keys it was, if that can be told
 * @param remote address of the client, or of the proxy before it
 */
public record Entry(
    Instant time,
    String requestId,
    String method,
    Optional<String> route,
    int status,
    long bytes,
    long nanos,
    Optional<String> key,
    Optional<String> prefix,
    Optional<String> remote) {}
