/** The {@code cudnn} backend: what it needs from the machine, and why it cannot be had where something is missing. */
package org.deltanas.kernels.cudnn;
