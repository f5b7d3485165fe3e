// When particle k was born, and what it was told then. Mirrors visualizer/particles/births.py, tables.py, hashing.py.
#include "generated/particles.glsl"

uniform usampler2D u_knots;       // x: bits of the time, s; y: first particle born from then on
uniform int u_knot_low;           // knots that the live particles lie between
uniform int u_knot_high;
uniform uvec4 u_interval;         // those two knots
uniform sampler2D u_rows;         // rows over time, ROW_COUNT texels a sample
uniform vec4 u_constant[ROW_COUNT];  // rows that never change
uniform vec3 u_sampling;          // start, s; samples a second; last sample
uniform uint u_seed;

const int TABLE_WIDTH = 1024;     // texels in a row of the knots
const int SAMPLES_PER_ROW = 32;

// Four hashes: PCG (Jarzynski and Olano 2020, "Hash Functions for GPU Rendering", pcg4d).
uvec4 hash_particle(uint k, uint stream)
{
    uvec4 v = uvec4(k, u_seed, stream, k ^ u_seed) * 1664525u + 1013904223u;
    v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
    v ^= v >> 16u;
    v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
    return v;
}

// [0, 1) with 24 bits: the same number in single and double precision.
vec4 unit4(uvec4 h) { return vec4(h >> 8u) * (1.0 / 16777216.0); }

// A standard normal number: the sum of four uniform ones (Irwin 1927, Hall 1927), so never beyond 3.5.
float normal(uint a, uint b)
{
    float sum = float(a & 65535u) + float(a >> 16u) + float(b & 65535u) + float(b >> 16u);
    return (sum * (1.0 / 65536.0) - 2.0) * 1.7320508;
}

uvec2 knot(int i) { return texelFetch(u_knots, ivec2(i % TABLE_WIDTH, i / TABLE_WIDTH), 0).xy; }

// Birth time of k, s. offset: [0, 1), its own place in its slot.
float birth_time(uint k, float offset)
{
    int low = u_knot_low, high = u_knot_high;
    uvec2 before = u_interval.xy, after = u_interval.zw;
    while (high - low > 1) {  // never for a steady rate: nothing is read then
        int middle = (low + high) / 2;
        uvec2 there = knot(middle);
        if (there.y <= k) { low = middle; before = there; } else { high = middle; after = there; }
    }
    float start = uintBitsToFloat(before.x), end = uintBitsToFloat(after.x);
    float count = float(max(after.y - before.y, 1u));
    return start + (end - start) * ((float(k - before.y) + offset) / count);
}

int row_left;
float row_share;

// From now on row() speaks of this birth.
void choose_rows(float born)
{
    float place = clamp((born - u_sampling.x) * u_sampling.y, 0.0, u_sampling.z);
    row_left = min(int(place), int(u_sampling.z) - 1);
    row_share = place - float(row_left);
}

vec4 row(int r)
{
    if ((VARYING & (1u << uint(r))) == 0u) return u_constant[r];
    ivec2 a = ivec2((row_left % SAMPLES_PER_ROW) * ROW_COUNT + r, row_left / SAMPLES_PER_ROW);
    int right = row_left + 1;
    ivec2 b = ivec2((right % SAMPLES_PER_ROW) * ROW_COUNT + r, right / SAMPLES_PER_ROW);
    return mix(texelFetch(u_rows, a, 0), texelFetch(u_rows, b, 0), row_share);
}
