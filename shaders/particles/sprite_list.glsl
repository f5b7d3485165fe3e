// A list of sprites, and its indirect draw and dispatches.
#include "particles/sprite_record.glsl"
#include "generated/particles.glsl"
#include "generated/command_buffer.glsl"
#include "generated/sprites_buffer.glsl"

const uint CHOICE_FIRST = 3u, CHOICE_LAST = 4u;  // words of a batch in command.choices
