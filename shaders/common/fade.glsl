// Quintic fade of noises over a lattice (Perlin 2002, "Improving Noise"): C2 smooth. f: place in the cell, [0, 1].
vec3 quintic_fade(vec3 f) { return f * f * f * (f * (f * 6.0 - 15.0) + 10.0); }

// Its derivative.
vec3 quintic_fade_slope(vec3 f) { return 30.0 * f * f * (f * (f - 2.0) + 1.0); }
