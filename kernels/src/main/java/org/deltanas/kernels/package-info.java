/** What every kernel shares: the worker threads that run independent pieces of work. */
package org.deltanas.kernels;
