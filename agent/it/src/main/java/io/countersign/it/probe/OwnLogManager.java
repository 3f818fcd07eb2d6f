package io.countersign.it.probe;

import java.util.logging.LogManager;

/** The application's own log manager, which the JDK takes only if nobody has logged before. */
public final class OwnLogManager extends LogManager {}
