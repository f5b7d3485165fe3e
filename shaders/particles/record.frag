// Evaluates the particles of a batch as sprites without storage buffers: one texel in each of four textures per
// particle.
#include "particles/sprite.glsl"

uniform uint u_first;  // first particle
uniform uint u_count;  // particles
uniform uint u_row;    // of the textures, where the batch begins

layout(location = 0) out vec4 f_place;  // as in the record; a distance of 0 where nothing is drawn
layout(location = 1) out vec4 f_form;
layout(location = 2) out vec4 f_light;
layout(location = 3) out vec4 f_more;

void main()
{
    uint i = (uint(gl_FragCoord.y) - u_row) * LIST_WIDTH + uint(gl_FragCoord.x);
    Sprite s = Sprite(vec4(0.0), vec4(0.0), vec4(0.0), vec4(0.0));
    if (i < u_count) sprite_of(seen(kept(u_first, i)), s);
    f_place = s.place;
    f_form = s.form;
    f_light = s.light;
    f_more = s.more;
}
