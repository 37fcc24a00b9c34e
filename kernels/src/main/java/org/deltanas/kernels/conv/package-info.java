/**
 * Convolutional networks without training: what a network is ({@link org.deltanas.kernels.conv.NetworkPlan}), what is
 * asked of it ({@link org.deltanas.kernels.conv.PerturbationProbe}, {@link org.deltanas.kernels.conv.ObservationProbe},
 * {@link org.deltanas.kernels.conv.FlowProbe}), and who can answer
 * ({@link org.deltanas.kernels.conv.ConvBackend}).
 *
 * <p>Reading order: {@code Layer}, {@code NetworkPlan}, {@code ProbeNumbers} (the keyed random numbers that all backends
 * share), {@code ReferenceBackend} (the definition, in double precision), {@code VectorBackend} with {@code Program}
 * (steps and memory of one plan) and {@code ConvKernels} (the inner loops). What describes a network, from the
 * {@code LayerRow}s of its plan to the {@code Step}s of its program, lies in {@code Slots} that the next network takes over:
 * scoring networks one after the other allocates nothing. {@code NetworkProfile} tells where the time goes. Derivatives have a pass of their own:
 * {@code ReferenceGradient} defines them for every layer and weight, {@code FlowPass} is the fast one for synaptic flow.
 */
package org.deltanas.kernels.conv;
