package io.countersign.sample.legacy;

/** What came back in the end, redirects followed. */
final class Answer {
    final int status;
    final String text;

    Answer(int status, String text) {
        this.status = status;
        this.text = text;
    }
}
