/** Delta-NAS (Algorithm 2 of the paper) and what it counts. */
package org.deltanas.search;
