/** Random numbers and elementary functions whose bits do not depend on thread, vector width or JIT state. */
package org.deltanas.kernels.num;
