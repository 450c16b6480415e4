package io.splitplot.cli;

import io.splitplot.cli.config.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What every command works with.
 *
 * @param root the project's folder, where the demo's data is
 * @param environment the process's variables
 * @param out results
 * @param err progress and errors
 */
public record Session(
    Settings settings,
    Path root,
    Map<String, String> environment,
    PrintStream out,
    PrintStream err) {}
