/** Random numbers by counter and elementary functions with one result everywhere. */
package org.deltanas.kernels.num;
