/** The kernels of the difference predictor: a tiny multi-layer perceptron over sparse features, scored and trained. */
package org.deltanas.kernels.mlp;
