// Hashes of whole numbers, and random numbers made of them.
// PCG (Jarzynski and Olano 2020, "Hash Functions for GPU Rendering", JCGT 9(3)), never sin().
// Mirrors visualizer/particles/hashing.py.
#include "common/constants.glsl"
#include "generated/hash.glsl"

uint hash_uint(uint x)
{
    uint state = x * PCG_STATE_MULTIPLIER + PCG_STATE_INCREMENT;
    uint word = ((state >> ((state >> 28u) + 4u)) ^ state) * PCG_WORD_MULTIPLIER;
    return (word >> 22u) ^ word;
}

// Three hashes of the cell of a lattice (pcg3d of the same paper).
uvec3 hash_cell(ivec3 cell)
{
    uvec3 v = uvec3(cell) * PCG_MULTIPLIER + PCG_INCREMENT;
    v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
    v ^= v >> 16u;
    v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
    return v;
}

// Four hashes of four numbers (pcg4d of the same paper).
uvec4 hash_uvec4(uvec4 v)
{
    v = v * PCG_MULTIPLIER + PCG_INCREMENT;
    v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
    v ^= v >> 16u;
    v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
    return v;
}

const uint UINT16 = (1u << 16u) - 1u;            // the lower 16 bits

// hashAB: A random numbers, [0, 1], from B integers.

vec3 hash33(ivec3 cell) { return vec3(hash_cell(cell)) * UINT_TO_UNIT; }
// One number per cell: multiplication by primes separates neighbours (Teschner et al. 2003), PCG mixes the bits.
float hash13(ivec3 cell)
{
    uvec3 spread = uvec3(cell) * CELL_PRIMES;
    return float(hash_uint(spread.x ^ spread.y ^ spread.z)) * UINT_TO_UNIT;
}
float hash11(uint x) { return float(hash_uint(x)) * UINT_TO_UNIT; }

// [0, 1) with 24 bits: the same number in single and double precision.
vec4 unit4(uvec4 h) { return vec4(h >> 8u) * UINT24_TO_UNIT; }

// A standard normal number: the sum of four uniform ones, times sqrt(3) (Irwin 1927, Hall 1927), so never beyond 3.5.
float normal(uint a, uint b)
{
    float sum = float(a & UINT16) + float(a >> 16u) + float(b & UINT16) + float(b >> 16u);
    return (sum * UINT16_TO_UNIT - 2.0) * SQRT_3;
}
