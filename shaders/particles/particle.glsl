// Particle k of an emitter: where it is at a time, and its appearance. The one function that all drawing shares.
#include "particles/births.glsl"
#include "particles/shapes.glsl"
#include "particles/motion.glsl"
#include "particles/fields.glsl"
#include "particles/colliders.glsl"
#include "particles/curves.glsl"
#include "common/colour.glsl"

const float NOW = 0.0;  // s, the time of the frame, that all times are from
#if LOCAL
uniform mat4 u_world_from_local;  // m: the frame that all below is in, now, from home
#endif

struct Particle {
    bool alive;
    vec3 position;   // m, from home
    vec3 velocity;   // m/s
    float age;       // s
    float still;     // s, for which it has been lying on the floor
    float share;     // of its life, [0, 1)
    float size;      // diameter, m
    vec3 colour;     // of its own light at brightness 1, or what it makes of the scene's
    float shine;     // radiance of its own light
    float opacity;   // fades and thinning included
    vec4 chance;     // four numbers of its own, [0, 1)
};

#if THINNED
uniform uint u_stride;   // one block of so many is drawn,
uniform float u_leaving; // and half of those are about to go: 0..1
uniform uvec2 u_range;   // first particle, and one past the last

// By how much a particle that is drawn is larger, so that all that are drawn have the light of all there are.
float stand_in(uint k)
{
    if (k < u_range.x || k >= u_range.y) return 0.0;
    float weight = (k / BLOCK_SIZE) % (2u * u_stride) == 0u ? 1.0 : 1.0 - u_leaving;
    return sqrt(float(u_stride) * 2.0 * weight / (2.0 - u_leaving));
}

// Number of the particle that is drawn as the `index`th from u_begin on, which is a multiple of all that is left out.
uint kept(uint begin, uint index) { return begin + index / BLOCK_SIZE * BLOCK_SIZE * u_stride + index % BLOCK_SIZE; }
#else
uint kept(uint begin, uint index) { return begin + index; }
#endif

#if APPEARANCE == APPEARANCE_SHARD
// How a flat thing lies to the eye: 1 or -1 face on, 0 edge on.
float tumble(Particle p) { return cos(TAU * p.chance.x + emitter_spin() * (2.0 * p.chance.y - 1.0) * p.age); }
#endif

#if BORN_OF_PARTICLES
uniform sampler2D u_origins;    // xyz: m, from home, where particle k is born; w: s, when; from the particle u_origin_first on
uniform sampler2D u_headings;   // xyz: m/s, velocity of the parent's particle there
uniform uint u_origin_first;

ivec2 origin_texel(uint k)
{
    uint i = k - u_origin_first;
    return ivec2(int(i % LIST_WIDTH), int(i / LIST_WIDTH));
}
#endif

// s before its birth from which a particle shows: times nearer than this are one, and single precision rounds them.
float at_once(float time) { return SAME_TIME + 1.2e-7 * abs(time); }

// Birth of particle k, s, and how long it lives, s. From now on row() speaks of that birth.
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

Particle particle_at(uint k, float time)
{
    Particle p = Particle(false, vec3(0.0), vec3(0.0), 0.0, 0.0, 0.0, 0.0, vec3(0.0), 0.0, 0.0, vec4(0.0));
    p.chance = unit4(hash_particle(k, 0u));
    vec2 span = span_of_life(k, p.chance);
    float born = span.x, lives = span.y;
    p.age = max(time - born, 0.0);
    p.share = p.age / max(lives, 1e-4);
    p.alive = time - born >= -at_once(time) && p.share < 1.0;
#if !BLOCKS
    if (!p.alive) return p;  // in a block it is done with the others, and not looked at
#endif

    // Birth
    vec3 direction;
    born_in_shape(k, unit4(hash_particle(k, 1u)), unit4(hash_particle(k, 2u)), p.position, direction);
    p.velocity = emitter_velocity();
#if SPEED_SPREAD || VELOCITY_SPREAD
    uvec4 a = hash_particle(k, 3u);
#endif
#if VELOCITY_SPREAD
    uvec4 b = hash_particle(k, 4u);
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

    float grown = mix(1.0, emitter_grow(), p.share * (2.0 - p.share));  // a fast attack
    p.size = emitter_size() * (1.0 + emitter_size_spread() * (2.0 * p.chance.z - 1.0)) * grown;

#if SIZE_CURVE
    p.size *= curve(CURVE_SIZE, p.share).r;
#endif

    // Motion
    float drag = emitter_drag();
    vec3 force = emitter_gravity() + drag * emitter_wind();
    vec3 ground = vec3(emitter_floor(), emitter_bounce(), emitter_friction());
    float skin = 0.0;
#if SOLID
    skin = SKIN * p.size;
    float lying = ground.x + skin;  // on the floor, not in it
    if (p.position.y >= ground.x) p.position.y = max(p.position.y, lying);
    ground.x = lying;
#endif
    p.still = 0.0;
#if COLLIDERS
    p.still = drift_among(p.position, p.velocity, force, drag, born, p.age, lives, ground, skin);
#elif FIELDS
    drift(p.position, p.velocity, force, drag, born, p.age, ground);
#elif HAS_FLOOR
    p.still = fly_and_bounce(p.position, p.velocity, force, drag, p.age, ground);
#else
    fly(p.position, p.velocity, force, drag, p.age);
#endif
#if SPEED_CURVES
    vec4 by_speed = curve_of_speed(length(p.velocity));
    p.size *= by_speed.a;
#endif
#if LOCAL
    p.position = (u_world_from_local * vec4(p.position, 1.0)).xyz;
    p.velocity = mat3(u_world_from_local) * p.velocity;
#endif

#if THINNED
    p.size *= stand_in(k);
#endif

    // Appearance
#if GLOWS
    p.colour = blackbody(mix(emitter_temperature(), emitter_temperature_end(), p.share));
#else
    p.colour = mix(emitter_colour(), emitter_colour_end(), p.share);
#endif
    p.shine = emitter_brightness() * mix(1.0, emitter_dim(), p.share);
    // It fades from 0 at birth, unless there is no such fade, and to 0 at the end.
    float shown = 1.0 - smoothstep(1.0 - max(emitter_fade_out(), 1e-4), 1.0, p.share);
#if FADES_IN
    shown *= emitter_fade_in() > 0.0 ? smoothstep(0.0, emitter_fade_in(), p.share) : 1.0;
#endif
    // What grows thins out: the same matter, or light, over a larger area.
    p.opacity = emitter_opacity() * shown / max(1.0, grown * grown);
#if LIFE_CURVES
    vec4 over_life = curve(CURVE_LIFE, p.share);
    p.colour *= over_life.rgb;
    p.opacity *= over_life.a;
#endif
#if SPEED_CURVES
    p.colour *= by_speed.rgb;
#endif
#if APPEARANCE == APPEARANCE_EMBER
    p.shine *= 0.75 + 0.5 * sin(p.age * (9.0 + 14.0 * p.chance.w) + TAU * p.chance.w);
#elif APPEARANCE == APPEARANCE_GLINT
    // A facet that turns: dark, but for the moment it throws light at the eye.
    p.shine *= 0.15 + 3.0 * pow(abs(sin(p.age * (1.5 + 4.0 * p.chance.w) + TAU * p.chance.x)), 24.0);
#elif APPEARANCE == APPEARANCE_SHARD
    p.shine *= 0.5 + 2.5 * pow(abs(tumble(p)), 16.0);  // it flashes when its face is turned to the eye
#endif
    return p;
}

Particle particle(uint k) { return particle_at(k, NOW); }
