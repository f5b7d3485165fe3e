// Quintic fade of noises over a lattice (Perlin 2002, "Improving Noise"): C2 smooth. f: place in the cell, [0, 1].
// Mirrors visualizer/particles/fade.py.
#include "generated/fade.glsl"

vec3 quintic_fade(vec3 f) { return f * f * f * (f * (f * QUINTIC.x - QUINTIC.y) + QUINTIC.z); }

// Its derivative.
vec3 quintic_fade_slope(vec3 f) { return QUINTIC_SLOPE * f * f * (f * (f - 2.0) + 1.0); }
