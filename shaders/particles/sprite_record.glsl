// A quad in the picture, and the kinds of them.

#include "generated/sprite.glsl"

const float KIND_PLAIN = 0.0, KIND_SMOKE = 1.0, KIND_LIT_SMOKE = 2.0, KIND_SHARD = 3.0;
