package io.countersign.policy;

import io.countersign.schema.Field;
import io.countersign.schema.Fields;
import io.countersign.schema.Form;
import io.countersign.schema.Values;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code defaults} set and a rule may set for itself. */
public final class Settings {
    public enum Mode { ENFORCE, OBSERVE }

    public enum PlainHttp { REFUSE, ALLOW }

    public enum Existing { KEEP, REPLACE, REFUSE }

    public enum OnFailure { REFUSE, SEND_UNSIGNED }

    static final Field<Mode> MODE = Field.optional("mode", Form.oneOf(Mode.values()), Mode.ENFORCE,
            "Whether credentials are put on, or only recorded as what would be.");
    static final Field<PlainHttp> PLAIN_HTTP = Field.optional("plain-http", Form.oneOf(PlainHttp.values()), PlainHttp.REFUSE,
            "Whether credentials may go over http to a host that is not loopback.");
    static final Field<Existing> EXISTING = Field.optional("existing", Form.oneOf(Existing.values()), Existing.KEEP,
            "What happens where the application has set the header already, or has a client certificate of its own.");
    static final Field<OnFailure> ON_FAILURE = Field.optional("on-failure", Form.oneOf(OnFailure.values()), OnFailure.REFUSE,
            "What happens where a credential cannot be had.");
    static final Field<Long> MAX_BODY = Field.optional("max-body", Form.SIZE, 64L << 20,
            "Up to where a body is held back that a signature needs and that cannot be read twice.");

    /** The fields of {@code defaults}; a rule has them too. */
    static final Fields FIELDS = new Fields(MODE, PLAIN_HTTP, EXISTING, ON_FAILURE, MAX_BODY);

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

    /** These, where the values do not say otherwise. */
    Settings with(Values values) {
        Settings own = new Settings(values.get(MODE, mode), values.get(PLAIN_HTTP, plainHttp), values.get(EXISTING, existing),
                values.get(ON_FAILURE, onFailure), values.get(MAX_BODY, maxBody));
        // Most rules have none of their own, and there may be many.
        return own.isSameAs(this) ? this : own;
    }

    Settings enforced() {
        return new Settings(Mode.ENFORCE, plainHttp, existing, onFailure, maxBody);
    }

    /** Each by its name, as the policy writes it. */
    public Map<String, String> written() {
        Map<String, String> written = new LinkedHashMap<>();
        written.put(MODE.name, MODE.form.written(mode));
        written.put(PLAIN_HTTP.name, PLAIN_HTTP.form.written(plainHttp));
        written.put(EXISTING.name, EXISTING.form.written(existing));
        written.put(ON_FAILURE.name, ON_FAILURE.form.written(onFailure));
        written.put(MAX_BODY.name, MAX_BODY.form.written(maxBody));
        return written;
    }

    private boolean isSameAs(Settings other) {
        return mode == other.mode && plainHttp == other.plainHttp && existing == other.existing
                && onFailure == other.onFailure && maxBody == other.maxBody;
    }
}
