// Turbulence: a divergence-free flow. Mirrors visualizer/particles/fields.py.
#include "common/fade.glsl"
#include "generated/motion.glsl"

const uint POTENTIAL_MOST = (1u << POTENTIAL_BITS) - 1u;  // of a component before it is scaled

// Potential of a lattice point, [-1, 1] each: three parts of one hash. `spread` is linear in the coordinates, so that
// the corners of a cell differ by constants. Hash: two multiplications (Wellons 2018, "Prospecting for Hash Functions",
// lowbias32).
vec3 potential(uint spread)
{
    uint h = spread;
    h ^= h >> 16u; h *= POTENTIAL_MULTIPLIERS.x;
    h ^= h >> 15u; h *= POTENTIAL_MULTIPLIERS.y;
    h ^= h >> 16u;
    return vec3(uvec3(h, h >> POTENTIAL_BITS, h >> 2u * POTENTIAL_BITS) & POTENTIAL_MOST) * (2.0 / float(POTENTIAL_MOST)) - 1.0;
}

// Curl of a noise potential at p + cells, in cells of the lattice: a divergence-free flow (Bridson, Houriham and
// Nordenstam 2007, "Curl-Noise").
vec3 curl(vec3 p, ivec3 cells)
{
    vec3 base = floor(p), f = p - base;
    uvec3 at = uvec3(ivec3(base) + cells) * SPREAD;
    uint cell = at.x + at.y + at.z;
    vec3 u = quintic_fade(f), slope = quintic_fade_slope(f);
    vec3 a00 = potential(cell), a10 = potential(cell + SPREAD.y);
    vec3 a01 = potential(cell + SPREAD.z), a11 = potential(cell + SPREAD.y + SPREAD.z);
    // Differences along x at the four edges, values between, and from those the slopes along y and z.
    vec3 d00 = potential(cell + SPREAD.x) - a00, d10 = potential(cell + SPREAD.x + SPREAD.y) - a10;
    vec3 d01 = potential(cell + SPREAD.x + SPREAD.z) - a01, d11 = potential(cell + SPREAD.x + SPREAD.y + SPREAD.z) - a11;
    vec3 c00 = a00 + u.x * d00, c10 = a10 + u.x * d10 - c00, c01 = a01 + u.x * d01, c11 = a11 + u.x * d11 - c01;
    vec3 dx = slope.x * mix(mix(d00, d10, u.y), mix(d01, d11, u.y), u.z);
    vec3 dy = slope.y * mix(c10, c11, u.z), dz = slope.z * ((c01 + u.y * c11) - (c00 + u.y * c10));
    return vec3(dy.z - dz.y, dz.x - dx.z, dx.y - dy.x);
}

// The flow at p, in swirl sizes, and t, for a domain of each octave that begins at a cell and a position within it.
vec3 swirl_from(vec3 p, float t, ivec3 cell_large, vec3 within_large, ivec3 cell_small, vec3 within_small)
{
    return CURL_SCALE * (WEIGHT_LARGE * curl(p + DRIFT_LARGE * t + within_large, cell_large)
                       + WEIGHT_SMALL * curl(FINER * p + OCTAVE_OFFSET + DRIFT_SMALL * (FASTER * t) + within_small, cell_small));
}

vec3 swirl(vec3 p, float t) { return swirl_from(p, t, ivec3(0), vec3(0.0), ivec3(0), vec3(0.0)); }
