package io.countersign.it.probe;

import java.util.logging.LogManager;

/** An application's own, as application servers have one. */
public final class OwnLogManager extends LogManager {}
