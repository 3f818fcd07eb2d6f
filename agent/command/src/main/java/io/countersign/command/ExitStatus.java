package io.countersign.command;

/** Exit statuses; those above 1 are of sysexits.h. */
final class ExitStatus {
    static final int OK = 0;

    /** What was asked for is not so, or was not done. */
    static final int NO = 1;

    /** EX_USAGE: called wrongly. */
    static final int USAGE = 64;

    /** EX_DATAERR: a record is not one. */
    static final int DATA = 65;

    /** EX_UNAVAILABLE: something that is needed from elsewhere is not there. */
    static final int UNAVAILABLE = 69;

    /** EX_SOFTWARE: the command itself has failed. */
    static final int SOFTWARE = 70;

    /** EX_IOERR: what there was to say could not be written. */
    static final int IO = 74;

    /** EX_CONFIG: a policy is wrong. */
    static final int CONFIG = 78;

    private ExitStatus() {}
}
