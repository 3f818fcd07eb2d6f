package io.countersign.policy;

/** What {@code defaults} set and a rule may set for itself. */
public final class Settings {
    public enum Mode { ENFORCE, OBSERVE }

    public enum PlainHttp { REFUSE, ALLOW }

    public enum Existing { KEEP, REPLACE, REFUSE }

    public enum OnFailure { REFUSE, SEND_UNSIGNED }

    public static final Settings STANDARD =
            new Settings(Mode.ENFORCE, PlainHttp.REFUSE, Existing.KEEP, OnFailure.REFUSE, 64L << 20);

    public final Mode mode;
    public final PlainHttp plainHttp;
    public final Existing existing;
    public final OnFailure onFailure;

    /** Bytes up to which a body is held back that a signature needs and that cannot be read twice. */
    public final long maxBody;

    public Settings(Mode mode, PlainHttp plainHttp, Existing existing, OnFailure onFailure, long maxBody) {
        this.mode = mode;
        this.plainHttp = plainHttp;
        this.existing = existing;
        this.onFailure = onFailure;
        this.maxBody = maxBody;
    }
}
