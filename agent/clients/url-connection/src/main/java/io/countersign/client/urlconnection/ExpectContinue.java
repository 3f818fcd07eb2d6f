package io.countersign.client.urlconnection;

import io.countersign.client.Handler;
import io.countersign.request.ApplicationFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;

/** A server that has not been sent the head yet cannot say whether it wants the body. */
final class ExpectContinue implements Handler {
    @Override
    public Object at(Object self, Object none) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) self;
        PrintStream output = SunConnection.output(SunConnection.client(connection));
        if (output instanceof HeldRequest) {
            ((HeldRequest) output).awaitContinue();
            return null;
        }
        try {
            SunConnection.expectContinue(connection);
            return null;
        } catch (RuntimeException e) {
            throw new ApplicationFailure(e);
        }
    }
}
