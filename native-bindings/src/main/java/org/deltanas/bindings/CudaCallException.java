package org.deltanas.bindings;

/** A call into a CUDA library returned another status than success. */
public final class CudaCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about a status. */
    public enum Kind {
        /** There was too little memory on the device: free some, or ask for less. The device is as it was. */
        OUT_OF_MEMORY,
        /** The device gave up on this process, and every later call would fail: close the session. */
        DEVICE_LOST,
        /** The library cannot do this, and may do it another way. */
        NOT_SUPPORTED,
        /** Anything else. */
        OTHER
    }

    private final String call;
    private final int code;
    private final String symbol;
    private final String text;
    private final Kind kind;

    /**
     * Creates the exception.
     *
     * @param call the function that was called
     * @param code the status it returned
     * @param symbol the status's name in the library's header, as the library gives it
     * @param text what the library says about it; may be empty
     * @param kind what can be done about it
     */
    public CudaCallException(String call, int code, String symbol, String text, Kind kind) {
        super(call + " returned " + code + " (" + symbol + ")" + (text.isEmpty() ? "" : ": " + text)
                + (kind == Kind.DEVICE_LOST ? "; the device is lost to this process" : ""));
        this.call = call;
        this.code = code;
        this.symbol = symbol;
        this.text = text;
        this.kind = kind;
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

    /** What can be done about it. */
    public Kind kind() {
        return kind;
    }

    /** The same failure, with which the device was lost. */
    CudaCallException withLoss() {
        return new CudaCallException(call, code, symbol, text, Kind.DEVICE_LOST);
    }
}
