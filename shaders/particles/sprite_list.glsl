// A list of sprites, and its indirect draw and dispatch.
#include "particles/sprite_record.glsl"
#include "generated/particles.glsl"
#include "generated/command_buffer.glsl"
#include "generated/sprites_buffer.glsl"
