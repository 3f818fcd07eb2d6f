package io.countersign.credential.oauth2;

import io.countersign.credential.Token;
import io.countersign.request.Answer;
import io.countersign.request.CredentialUnavailable;
import io.countersign.request.Headers;
import io.countersign.request.Message;
import io.countersign.request.Moments;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A token that whoever bears it may use (RFC 6750, section 2.1), as a header. */
final class OAuth2Token implements Token, OAuth2Credential {
    private final String name;
    private final List<String> headerNames;
    private final String prefix;
    private final TokenCell cell;
    private final UserLogin login;
    private final Moments moments;

    /** Replaced as a whole, so that a race makes it twice and nothing worse. */
    private volatile Made made;

    OAuth2Token(String name, String header, String prefix, TokenCell cell, UserLogin login, Moments moments) {
        this.name = name;
        this.headerNames = Collections.singletonList(header);
        this.prefix = prefix;
        this.cell = cell;
        this.login = login;
        this.moments = moments;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> headerNames() {
        return headerNames;
    }

    @Override
    public UserLogin login() {
        return login;
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public CompletableFuture<?> pending(Moments now) {
        return cell.pending(now);
    }

    @Override
    public Headers headers(Moments now) throws CredentialUnavailable {
        IssuedToken token = cell.token();
        Made m = made;
        if (m == null || m.from != token) {
            made = m = new Made(token, Headers.of(headerNames.get(0), prefix + token.value));
        }
        return m.headers;
    }

    @Override
    public boolean readsAnswers() {
        return true;
    }

    @Override
    public boolean answered(Message message, Answer answer) {
        return answer.status() == 401 && !Refusals.isOfScope(answer) && cell.refused(Refusals.token(message, headerNames.get(0), prefix), moments);
    }

    @Override
    public String toString() {
        return name;
    }

    private static final class Made {
        final IssuedToken from;
        final Headers headers;

        Made(IssuedToken from, Headers headers) {
            this.from = from;
            this.headers = headers;
        }
    }
}
