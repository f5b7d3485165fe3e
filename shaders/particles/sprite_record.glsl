// The structure of a sprite, and its kinds.

#include "generated/sprite.glsl"

const float PER_PROFILE_MEAN = 5.0;  // of sprites that add light: one over the mean of the squared profile over the disc
const float KIND_PLAIN = 0.0, KIND_SMOKE = 1.0, KIND_LIT_SMOKE = 2.0, KIND_SHARD = 3.0;
