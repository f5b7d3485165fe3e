// The structure of a sprite, and its kinds.

#include "generated/sprite.glsl"

const float PER_PROFILE_MEAN = 5.0;  // of sprites that add light: one over the mean of the squared profile over the disc
// Position on a sprite, relative to the middle of the disc at that end of it to which it is nearer. disc: position,
// half sizes. even: share of the first half size over which the sprite is even.
vec2 at_end(vec2 disc, float even) { return vec2(max(abs(disc.x) - even, 0.0) / (1.0 - even), disc.y); }

const float KIND_PLAIN = 0.0, KIND_SMOKE = 1.0, KIND_LIT_SMOKE = 2.0, KIND_SHARD = 3.0;
