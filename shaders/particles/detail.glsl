// Level of detail: one of u_stride blocks of particles is drawn, and its particles are larger instead.
// Mirrors visualizer/renderer/particles/detail.py.
#include "generated/particles.glsl"

#if THINNED
uniform uint u_stride;    // blocks for each that is drawn, a power of 2
uniform float u_leaving;  // [0, 1]: how far every other of the drawn blocks has shrunk, on the way to the next level
uniform uvec2 u_range;    // first particle of the batch, and one past the last

// Factor on the diameter of a particle that is drawn, so that those that are drawn give the light of all. 0 outside the batch.
float stand_in(uint k)
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
