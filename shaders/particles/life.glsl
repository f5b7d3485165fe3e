// A particle, and when it lives: its birth and the length of its life. Mirrors visualizer/particles/motion.py.
#include "particles/births.glsl"

const float NOW = 0.0;                // s: the time of the frame, to which all times are relative
const float TIME_ROUNDING = 1.2e-7;   // relative error of a time in single precision

// Positions and velocities are in the world's axes, or, while a particle of an emitter in local space moves, in the
// emitter's.
struct Particle {
    bool alive;
    vec3 position;   // m, from home
    vec3 velocity;   // m/s
    float age;       // s
    float still;     // s, how long it has been at rest on the floor or on a collider
    float share;     // age over length of life, [0, 1)
    float size;      // diameter, m
    vec3 colour;     // linear: of the light that it emits at brightness 1, or its albedo where the scene lights it
    float shine;     // radiance that `colour` is multiplied by
    float opacity;   // [0, 1], with fades and the decrease due to growth
    vec4 chance;     // four random numbers of its own, [0, 1)
};

#if BORN_OF_PARTICLES
uniform sampler2D u_origins;    // xyz: m, from home, where a particle is born; w: s, from now, when; one texel each, from u_origin_first on
uniform sampler2D u_headings;   // xyz: m/s, velocity of the parent's particle at that time
uniform uint u_origin_first;    // number of the particle of the first texel

ivec2 origin_texel(uint k)
{
    uint i = k - u_origin_first;
    return ivec2(int(i % LIST_WIDTH), int(i / LIST_WIDTH));
}
#endif

// Seconds before its birth from which a particle is drawn, because a birth exactly at the frame's time may be rounded
// to after it.
float at_once(float time) { return SAME_TIME + TIME_ROUNDING * abs(time); }

// Birth of particle k, s from now, and length of its life, s. From here on row() gives the values of that birth.
vec2 span_of_life(uint k, vec4 chance)
{
#if BORN_OF_PARTICLES
    float born = texelFetch(u_origins, origin_texel(k), 0).w;
#else
    float born = birth_time(k, chance.x);
#endif
    choose_rows(born);
    return vec2(born, emitter_life() * (1.0 + emitter_life_spread() * (2.0 * chance.y - 1.0)));
}
