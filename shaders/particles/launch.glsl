// Position and velocity of a particle at its birth, by its emitter's shape, frame and motion. Mirrors
// visualizer/particles/motion.py.
#include "particles/life.glsl"
#include "particles/shapes.glsl"

// Sets position, m from home, and velocity, m/s.
void launch(uint k, inout Particle p)
{
    vec3 direction;
    born_in_shape(k, unit4(hash_particle(k, STREAM_SHAPE)), unit4(hash_particle(k, STREAM_SHAPE_MORE)), p.position, direction);
    p.velocity = emitter_velocity();
#if SPEED_SPREAD || VELOCITY_SPREAD
    uvec4 a = hash_particle(k, STREAM_SPEED);
#endif
#if VELOCITY_SPREAD
    uvec4 b = hash_particle(k, STREAM_VELOCITY);
    p.velocity += emitter_velocity_spread() * vec3(normal(a.z, a.w), normal(b.x, b.y), normal(b.z, b.w));
#endif
#if DIRECTED
    float speed = emitter_speed();
  #if SPEED_SPREAD
    speed += emitter_speed_spread() * normal(a.x, a.y);
  #endif
    p.velocity += direction * speed;
#endif
#if TURNED
    vec3 x = emitter_turn_x(), y = emitter_turn_y(), z = emitter_turn_z();
    p.position = vec3(dot(x, p.position), dot(y, p.position), dot(z, p.position));
    p.velocity = vec3(dot(x, p.velocity), dot(y, p.velocity), dot(z, p.velocity));
#endif
    p.position += vec3(emitter_place_x(), emitter_place_y(), emitter_place_z());
#if BORN_OF_PARTICLES
    p.position += texelFetch(u_origins, origin_texel(k), 0).xyz;
    p.velocity += emitter_carried() * texelFetch(u_headings, origin_texel(k), 0).xyz;
#elif CARRIED
    p.velocity += emitter_carried();
#endif
}
