package org.deltanas.bindings;

import java.util.Arrays;
import java.util.List;
import org.deltanas.bindings.generated.Cuda;

/** The libraries of CUDA that are used, by the versioned names under which their files are installed. */
public enum CudaLibrary {
    /** The CUDA runtime: devices, memory, streams. */
    CUDART("cudart"),
    /** Matrix products. */
    CUBLAS("cublas"),
    /** Convolutions. Version 9 is a thin front: it opens the rest of itself from beside its own file. */
    CUDNN("cudnn");

    private final String label;

    CudaLibrary(String label) {
        this.label = label;
    }

    /** The name for people and for JSON: {@code cudart}, {@code cublas} or {@code cudnn}. */
    public String label() {
        return label;
    }

    /**
     * The file name to open.
     *
     * @param cudaMajor the major version of CUDA; cuDNN's file name does not tell it
     */
    public String soname(int cudaMajor) {
        return this == CUDNN ? "libcudnn.so.9" : "lib" + label + ".so." + cudaMajor;
    }

    /**
     * The functions that the library must have, in alphabetical order: all those of the generated bindings, which keep one
     * class for each. Reading their names does not initialise them.
     */
    List<String> functions() {
        return Arrays.stream(Cuda.class.getDeclaredClasses())
                .map(Class::getSimpleName)
                .filter(name -> of(name) == this)
                .sorted()
                .toList();
    }

    /** The library of a function of the generated bindings. */
    static CudaLibrary of(String function) {
        return function.startsWith("cudnn") ? CUDNN : function.startsWith("cublas") ? CUBLAS : CUDART;
    }

    /** Names of the parts that every version of the library needs beside its file. */
    List<String> parts() {
        return this == CUDNN
                ? List.of("adv", "cnn", "engines_precompiled", "engines_runtime_compiled", "graph", "heuristic", "ops")
                : List.of();
    }

    /** The file name of a part. */
    String partFile(String part) {
        return "lib" + label + "_" + part + ".so.9";
    }
}
