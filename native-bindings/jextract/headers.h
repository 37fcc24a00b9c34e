// Every header whose functions are used, in one file, so that one run of jextract writes one set of classes.
#include <stddef.h>
#include <cuda_runtime_api.h>
#include <cublas_v2.h>
#include <cudnn.h>

// Versions from which the committed classes were made; others are refused, so that a difference is a choice.
_Static_assert(CUDART_VERSION == 13000, "cuda_runtime_api.h of CUDA 13.0 is needed");
_Static_assert(CUBLAS_VER_MAJOR == 13 && CUBLAS_VER_MINOR == 1, "cublas_v2.h of cuBLAS 13.1 is needed");
_Static_assert(CUDNN_MAJOR == 9 && CUDNN_MINOR == 24, "cudnn.h of cuDNN 9.24 is needed");

// LibraryProbe reads two fields of this struct, whose class would be 5,000 lines.
_Static_assert(offsetof(struct cudaDeviceProp, name) == 0, "LibraryProbe reads the device's name at 0");
_Static_assert(offsetof(struct cudaDeviceProp, totalGlobalMem) == 288, "LibraryProbe reads the memory at 288");
_Static_assert(sizeof(struct cudaDeviceProp) <= 16384, "LibraryProbe leaves 16,384 bytes for the struct");
