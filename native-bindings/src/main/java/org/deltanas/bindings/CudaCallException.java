package org.deltanas.bindings;

/** A call into a CUDA library returned another status than success. */
public final class CudaCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int code;
    private final String symbol;

    /**
     * Creates the exception.
     *
     * @param call the function that was called
     * @param code the status it returned
     * @param symbol the status's name in the library's header, as the library gives it
     * @param text what the library says about it; may be empty
     */
    public CudaCallException(String call, int code, String symbol, String text) {
        super(call + " returned " + code + " (" + symbol + ")" + (text.isEmpty() ? "" : ": " + text));
        this.call = call;
        this.code = code;
        this.symbol = symbol;
    }

    /** The function that was called. */
    public String call() {
        return call;
    }

    /** The status it returned. */
    public int code() {
        return code;
    }

    /** The status's name in the library's header. */
    public String symbol() {
        return symbol;
    }
}
