// Large particles: a quad for each. With LISTED the compute passes have made the list, with SORTED its order too; without,
// all live particles come by.
#include "particles/sprite_record.glsl"
#include "generated/view.glsl"
#if LISTED
#include "particles/sprite_list.glsl"
  #if SORTED
layout(std430, binding = 3) buffer Order { uint order[]; };
  #endif
#else
#include "particles/sprite.glsl"
uniform uint u_first;
#endif

out vec2 v_disc;           // [-1, 1] over the quad
out vec2 v_side;           // the same, not turned: to the right, up
flat out vec4 v_light;     // radiance, opacity
flat out vec4 v_more;      // as in the record
flat out vec3 v_facts;     // kind; distance, m; half the larger size, pixels

void main()
{
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
    Sprite s;
#if LISTED && SORTED
    s = sprites[order[gl_InstanceID]];
#elif LISTED
    s = sprites[gl_InstanceID];
#else
    if (!sprite_of(particle(kept(u_first, uint(gl_InstanceID))), s)) return;
#endif
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0, along = vec2(cos(s.form.z), sin(s.form.z));
    vec2 across = vec2(-along.y, along.x), offset = corner.x * s.form.x * along + corner.y * s.form.y * across;
    gl_Position = vec4(s.place.xy + offset * 2.0 / view.viewport, s.place.z, 1.0);
    v_disc = corner;
    v_side = corner.x * along + corner.y * across;
    v_light = s.light;
    v_more = s.more;
    v_facts = vec3(s.form.w, s.place.w, s.form.x);
}
