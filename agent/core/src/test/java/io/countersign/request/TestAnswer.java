package io.countersign.request;

import java.util.ArrayList;
import java.util.List;

/** The head of a response as a test writes it down. */
public final class TestAnswer implements Answer {
    private final int status;
    private final String[] headers;

    /** @param headers names at even places, their values behind them */
    public TestAnswer(int status, String... headers) {
        this.status = status;
        this.headers = headers;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public List<String> header(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase(name)) {
                values.add(headers[i + 1]);
            }
        }
        return values;
    }
}
