/**
 * CUDA's libraries on this machine, opened through the Foreign Function and Memory API.
 *
 * <p>Reading order: {@link org.deltanas.bindings.CudaLibraries} opens what it finds and keeps every reason for what it
 * does not; {@link org.deltanas.bindings.CudaSearchPath} says where it looks, {@link
 * org.deltanas.bindings.LibraryLoader} opens one file; {@link org.deltanas.bindings.Cudart}, {@link
 * org.deltanas.bindings.Cublas} and {@link org.deltanas.bindings.Cudnn} make the calls and check their statuses.
 *
 * <p>No call is linked as {@code Linker.Option.critical}: a critical call must not come back into Java, and the doubles
 * that tests put behind {@link org.deltanas.bindings.LibraryLoader} are made of upcalls.
 */
package org.deltanas.bindings;
