// Evaluates the chosen particles as sprites, one invocation each.
#include "particles/sprite.glsl"
#include "particles/sprite_list.glsl"
#include "generated/chosen_buffer.glsl"

layout(local_size_x = SPRITES_A_GROUP) in;

void main()
{
    uint i = gl_GlobalInvocationID.x;
    if (i >= command.latest) return;
    Sprite s;
    s.place = vec4(0.0, 0.0, 2.0, 1.0); s.form = vec4(0.0); s.light = vec4(0.0); s.more = vec4(0.0);  // not seen
    sprite_of(seen(chosen[i]), s);
    sprites[command.latest_at + i] = s;
}
