package io.countersign.client.urlconnection;

import io.countersign.engine.Engine;
import io.countersign.request.Answer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.List;

/**
 * Tells of every answer as it comes in, and has the request sent again where that is wanted and the connection has neither
 * an answer of the application's authenticator nor a redirect to follow: then the JDK believes that it follows one.
 */
final class Answers {
    private final Engine engine;

    /** Of the request that this thread reads an answer to: all its rounds are made within one call of the application. */
    private final ThreadLocal<Round> rounds = new ThreadLocal<>();

    Answers(Engine engine) {
        this.engine = engine;
    }

    /** At the first of the calls that every head of a response sees. */
    Object read(Object self, Object field) {
        if (!engine.learns() || !"WWW-Authenticate".equals(field)) {
            return field;
        }
        HttpURLConnection connection = (HttpURLConnection) self;
        Round round = rounds.get();
        boolean sentAgain = round != null && round.isOf(connection) && round.sentAgain;
        boolean wanted = engine.answered(new Hop(connection, SunConnection.requests(connection)),
                new Head(SunConnection.responses(connection)), sentAgain);
        if (wanted) {
            rounds.set(new Round(connection));
        } else if (round != null && !sentAgain) {
            rounds.remove();
        }
        return field;
    }

    /** @return whether the connection is to send a request again, be it to where it is redirected or to where it was */
    Object followed(Object self, Object redirected) throws IOException {
        if (!engine.learns() || (Boolean) redirected) {
            return redirected;
        }
        HttpURLConnection connection = (HttpURLConnection) self;
        Round round = rounds.get();
        if (round == null || round.sentAgain || !round.isOf(connection)) {
            return redirected;
        }
        round.sentAgain = true;
        SunConnection.rewind(connection);
        return true;
    }

    /** What has been wanted of a connection on one hop, whose URL is an object of its own. */
    private static final class Round extends WeakReference<HttpURLConnection> {
        private final URL url;
        private boolean sentAgain;

        Round(HttpURLConnection connection) {
            super(connection);
            url = connection.getURL();
        }

        boolean isOf(HttpURLConnection connection) {
            return get() == connection && connection.getURL() == url;
        }
    }

    /** The head of a response. */
    private static final class Head implements Answer {
        private final Object headers;
        private final int status;

        Head(Object headers) {
            this.headers = headers;
            this.status = status(MessageHeaders.statusLine(headers));
        }

        /** Of {@code HTTP/1.1 401 Unauthorized}; 0 of what is no status line. */
        private static int status(String line) {
            int status = 0;
            for (int i = line == null ? -1 : line.indexOf(' ') + 1; i > 0 && i < line.length() && line.charAt(i) != ' '; i++) {
                int digit = line.charAt(i) - '0';
                if (digit < 0 || digit > 9 || status > 99) {
                    return 0;
                }
                status = 10 * status + digit;
            }
            return status;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public List<String> header(String name) {
            return MessageHeaders.all(headers, name);
        }
    }
}
