// Level of detail: one of u_stride blocks of particles is drawn, with its particles enlarged to give the same light.
// Mirrors visualizer/renderer/particles/detail.py.
#include "generated/particles.glsl"

#if THINNED
// Factor of the diameter of drawn particles, so that they give the light of all. 0 outside the batch.
float detail_scale(uint k)
{
    if (k < u_range.x || k >= u_range.y) return 0.0;
    float weight = (k / BLOCK_SIZE) % (2u * u_stride) == 0u ? 1.0 : 1.0 - u_leaving;
    return sqrt(float(u_stride) * 2.0 * weight / (2.0 - u_leaving));
}

// Number of the drawn particle with this index, counted from `begin`, which is a multiple of BLOCK_SIZE * u_stride.
uint kept(uint begin, uint index) { return begin + index / BLOCK_SIZE * BLOCK_SIZE * u_stride + index % BLOCK_SIZE; }
#else
uint kept(uint begin, uint index) { return begin + index; }
#endif
