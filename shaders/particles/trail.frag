// Points of the trails of a batch, from the particle backwards in time, one pixel each.
#include "particles/light.glsl"

uniform uint u_first;   // first particle
uniform uint u_count;   // particles

layout(location = 0) out vec4 f_point;  // xyz: relative, m; w: width, m
layout(location = 1) out vec4 f_shine;  // radiance where it is opaque; opacity

const float TAPER = 0.8;          // share of its width that a ribbon loses towards its end

void main()
{
    uint i = uint(gl_FragCoord.y) * LIST_WIDTH + uint(gl_FragCoord.x);
    f_point = vec4(0.0);
    f_shine = vec4(0.0);
    if (i >= u_count * TRAIL_POINTS) return;
    uint k = kept(u_first, i / TRAIL_POINTS);
    float share = float(i % TRAIL_POINTS) / float(TRAIL_POINTS - 1u);
    vec2 span = span_of_life(k, unit4(hash_particle(k, STREAM_LIFE)));
    float time = NOW - emitter_trail() * share, end = span.x + span.y * (1.0 - LAST_MOMENT);
    // A trail begins at the birth of its particle; after the particle's death, the rest of the trail ends there.
    if (NOW < span.x - at_once(NOW) || NOW - emitter_trail() > end) return;
    Particle p = seen_at(k, clamp(time, span.x, end));
    f_point = vec4(p.position, p.size * emitter_trail_width() * (1.0 - TAPER * share));
    f_shine = vec4(radiance(p), p.opacity * (1.0 - share) * (1.0 - share));
}
