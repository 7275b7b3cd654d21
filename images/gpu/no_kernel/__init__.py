"""Nothing, in the place of a kernel from the Hugging Face hub.

On processors with AVX512-BF16 `import bitsandbytes` asks the hub for a faster function, at every
import, and complains where there is no network. LOCAL_KERNELS gives it this folder instead: without
the function it takes its own, as on any other processor. GPUs are not concerned.
"""

gemm_4bit_forward = None
