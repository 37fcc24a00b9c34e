/** Labels: what an architecture is worth. Zero-cost scores are computed here; others are supplied by the caller. */
package org.deltanas.proxy;
