// Evaluates the chosen particles of a batch, or of several, as sprites, one invocation each.
#include "generated/batches.glsl"
#include "particles/sprite.glsl"
#include "particles/sprite_list.glsl"
#include "generated/chosen_buffer.glsl"

layout(local_size_x = SPRITES_A_GROUP) in;

uniform uint u_batch;  // number of the first batch in the choice
#if TABLED
uniform uint u_together;  // batches of the dispatch; each has the row of its number in the table
#endif

void main()
{
    uint batch = u_batch, at = batch * CHOICE_WORDS, i = command.choices[at + CHOICE_FIRST] + gl_GlobalInvocationID.x;
#if TABLED
    while (i >= command.choices[at + CHOICE_LAST] && ++batch < u_batch + u_together) at += CHOICE_WORDS;
#endif
    if (i >= command.choices[at + CHOICE_LAST]) return;
#if TABLED
    hold_inputs(batch);
#endif
    Sprite s;
    s.place = vec4(0.0, 0.0, 2.0, 1.0); s.form = vec4(0.0); s.light = vec4(0.0); s.more = vec4(0.0);  // not seen
    sprite_of(seen(chosen[i]), s);
    sprites[command.before + i] = s;
}
