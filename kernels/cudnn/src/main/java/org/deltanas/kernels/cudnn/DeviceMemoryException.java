package org.deltanas.kernels.cudnn;

/** A network needs more memory than the device has free, even for one image at a time. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was tried
     * @param cause the last of the calls that failed
     */
    public DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
