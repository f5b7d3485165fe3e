// Evaluates the chosen particles of a batch as sprites, one invocation each.
#include "particles/sprite.glsl"
#include "particles/sprite_list.glsl"
#include "generated/chosen_buffer.glsl"

layout(local_size_x = SPRITES_A_GROUP) in;

uniform uint u_batch;  // number of the batch in the choice

void main()
{
    uint at = u_batch * CHOICE_WORDS, i = command.choices[at + CHOICE_FIRST] + gl_GlobalInvocationID.x;
    if (i >= command.choices[at + CHOICE_LAST]) return;
    Sprite s;
    s.place = vec4(0.0, 0.0, 2.0, 1.0); s.form = vec4(0.0); s.light = vec4(0.0); s.more = vec4(0.0);  // not seen
    sprite_of(seen(chosen[i]), s);
    sprites[command.before + i] = s;
}
