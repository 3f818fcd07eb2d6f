package io.countersign.benchmarks.herd;

/** Where a request's token comes from. */
interface Tokens {
    /** As long as the request has to wait; null where the agent puts it on. */
    String token() throws Exception;

    /** @param contender {@code agent}, or how long before its end Spring Security gives a token up: {@code PT0.6S} */
    static Tokens of(String contender, String tokenUrl) {
        return contender.equals("agent") ? () -> null : SpringTokens.of(contender, tokenUrl);
    }
}
