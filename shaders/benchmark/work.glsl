// The work of a benchmark for the two conventional methods to draw particles: births, motion and appearance as in the
// emitters of visualizer/bench/workloads.py.
#include "particles/swirl.glsl"
#include "common/hash.glsl"
#include "generated/depth.glsl"

uniform mat4 u_clip_from_world;  // projection of the camera; world positions are in m
uniform float u_time;        // s
uniform float u_life;        // s
uniform float u_rebirth;     // 1: born evenly over a life, again and again; 0: all at time 0
uniform vec3 u_extent;       // m, half sizes of the box of births
uniform vec3 u_velocity;     // m/s
uniform vec3 u_spread;       // m/s, standard deviation
uniform vec3 u_pull;         // m/s2
uniform float u_drag;        // 1/s
uniform float u_floor;  // height of the floor, m
uniform float u_bounce;      // share of the upward speed kept
uniform float u_turbulence;  // m/s
uniform float u_point_size;  // pixels
uniform vec3 u_colour;       // radiance at birth, linear
uniform vec3 u_colour_end;  // radiance at the end of life, linear

const float SWIRL_RATE = 0.3;  // 1/s: how fast the flow changes

uvec4 hashes(uint k, uint stream) { return hash_uvec4(uvec4(k, 7u, stream, k ^ 7u)); }

void born(uint k, uint generation, out vec3 x, out vec3 v)
{
    uint seed = k + generation * GOLDEN_UINT;
    vec4 h = unit4(hashes(seed, 1u));
    uvec4 a = hashes(seed, 2u), b = hashes(seed, 3u);
    x = (2.0 * h.xyz - 1.0) * u_extent;
    v = u_velocity + u_spread * vec3(normal(a.x, a.y), normal(a.z, a.w), normal(b.x, b.y));
}

void shown(vec3 x, float share, out vec4 place, out vec3 light)
{
    place = rasterised(u_clip_from_world * vec4(x, 1.0));
    float size = 1.0 - 0.5 * share * (2.0 - share);  // half as large at the end
    light = mix(u_colour, u_colour_end, share) * (size * size);
}
