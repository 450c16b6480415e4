package io.splitplot.etl.source;

import java.util.Optional;

/**
 * How to log in to another database.
 *
 * @param url its JDBC address
 * @param passwordVariable the environment variable that holds the password
 */
public record QueryLogin(String url, Optional<String> user, Optional<String> passwordVariable) {}
