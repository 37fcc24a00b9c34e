/**
 * CUDA's libraries on this machine through the Foreign Function and Memory API: cudart, cuBLAS and cuDNN.
 *
 * <p>Reading order: {@link org.deltanas.bindings.CudaLibraries} opens what it finds and keeps every reason for what it
 * does not; {@link org.deltanas.bindings.CudaSearchPath} says where it looks, {@link
 * org.deltanas.bindings.LibraryLoader} opens one file. {@link org.deltanas.bindings.CudaSession} binds the generated
 * bindings to what was found, for good, and creates and owns everything else: {@link org.deltanas.bindings.CudaStream},
 * {@link org.deltanas.bindings.DeviceBuffer}, {@link org.deltanas.bindings.CudnnHandle} and the others, each of which
 * checks the status of every call. {@link org.deltanas.bindings.ClassicCudnn} has cuDNN's functions.
 *
 * <p>The generated bindings, {@code org.deltanas.bindings.generated}, are jextract's output and not exported; {@code
 * jextract/README.md} says how they are made.
 *
 * <p>No call is linked as {@code Linker.Option.critical}: a critical call must not come back into Java, and the double
 * that tests put behind {@link org.deltanas.bindings.LibraryLoader} is made of upcalls.
 */
package org.deltanas.bindings;
