/** One source for kernels at every vector width. Not exported. */
package org.deltanas.kernels.width;
