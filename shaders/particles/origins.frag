// Births of particles that have a parent, one pixel each. Compiled with the parent's defines.
// Mirrors origin_of in visualizer/particles/motion.py.
#include "particles/particle.glsl"

uniform uint u_child_first;   // number of the first pixel's particle
uniform uint u_child_count;  // particles whose births are computed
uniform uint u_child_seed;  // seed of the emitter whose particles they are, 32 bits
uniform uint u_each;          // particles that one parent particle emits

layout(location = 0) out vec4 f_origin;   // xyz: m, from home; w: s, from now
layout(location = 1) out vec4 f_heading;  // xyz: m/s

const float UNBORN = 1e30;        // s

void main()
{
    uint i = uint(gl_FragCoord.y) * LIST_WIDTH + uint(gl_FragCoord.x);
    f_origin = vec4(0.0, 0.0, 0.0, UNBORN);
    f_heading = vec4(0.0);
    if (i >= u_child_count) return;
    uint child = u_child_first + i, k = child / u_each;
    vec2 span = span_of_life(k, unit4(hash_particle(k, STREAM_LIFE)));
    float after = 0.0;
#if EVENT == EVENT_DEATH
    after = span.y * (1.0 - LAST_MOMENT);
#elif EVENT == EVENT_PATH
    float chance = unit4(hash_of(child, STREAM_LIFE, u_child_seed)).x;
    after = span.y * (1.0 - LAST_MOMENT) * (float(child % u_each) + chance) / float(u_each);
#elif EVENT == EVENT_BOUNCE
    Particle new_born = particle_at(k, span.x);
    float ground = emitter_floor();
  #if SOLID
    ground += SKIN * new_born.size;
  #endif
    float height = new_born.position.y - ground;
    after = height < 0.0 ? UNBORN
          : fall_time(height, new_born.velocity.y, emitter_gravity().y + emitter_drag() * emitter_wind().y, emitter_drag()) + AFTER_BOUNCE;
#endif
    if (!(after < span.y) || span.x > 0.5 * UNBORN) return;
    Particle p = particle_at(k, span.x + after);
    f_origin = vec4(p.position, span.x + after);
    f_heading = vec4(p.velocity, 0.0);
}
