// The one source that is compiled: all kernels in one module.
#include "convolution.c"
#include "depthwise.c"
#include "elementwise.c"
#include "group-norm.c"
#include "layout.c"
#include "optimizer.c"
#include "pooling.c"
#include "reduction.c"
