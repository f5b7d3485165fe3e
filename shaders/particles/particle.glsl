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
float tumble(Particle p) { return cos(TAU * p.chance.x + row(ROW_SHINE).w * (2.0 * p.chance.y - 1.0) * p.age); }
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
    vec4 life = row(ROW_LIFE);
    return vec2(born, life.x * (1.0 + life.y * (2.0 * chance.y - 1.0)));
}

Particle particle_at(uint k, float time)
{
    Particle p = Particle(false, vec3(0.0), vec3(0.0), 0.0, 0.0, 0.0, 0.0, vec3(0.0), 0.0, 0.0, vec4(0.0));
    p.chance = unit4(hash_particle(k, 0u));
    vec2 span = span_of_life(k, p.chance);
    float born = span.x, lives = span.y;
    p.age = max(time - born, 0.0);
    vec4 life = row(ROW_LIFE);
    p.share = p.age / max(lives, 1e-4);
    p.alive = time - born >= -at_once(time) && p.share < 1.0;
#if !BLOCKS
    if (!p.alive) return p;  // in a block it is done with the others, and not looked at
#endif

    // Birth
    vec3 direction;
    born_in_shape(k, unit4(hash_particle(k, 1u)), unit4(hash_particle(k, 2u)), p.position, direction);
    vec4 velocity = row(ROW_VELOCITY), spread = vec4(0.0);
#if SPEED_SPREAD || VELOCITY_SPREAD
    uvec4 a = hash_particle(k, 3u);
    spread.w = row(ROW_SPREAD).w * normal(a.x, a.y);
#endif
#if VELOCITY_SPREAD
    uvec4 b = hash_particle(k, 4u);
    spread.xyz = row(ROW_SPREAD).xyz * vec3(normal(a.z, a.w), normal(b.x, b.y), normal(b.z, b.w));
#endif
    p.velocity = velocity.xyz + spread.xyz;
#if DIRECTED
    p.velocity += direction * (velocity.w + spread.w);
#endif
    vec4 x = row(ROW_PLACE_X), y = row(ROW_PLACE_Y), z = row(ROW_PLACE_Z);
#if TURNED
    p.position = vec3(dot(x.xyz, p.position), dot(y.xyz, p.position), dot(z.xyz, p.position));
    p.velocity = vec3(dot(x.xyz, p.velocity), dot(y.xyz, p.velocity), dot(z.xyz, p.velocity));
#endif
    p.position += vec3(x.w, y.w, z.w);
#if BORN_OF_PARTICLES
    p.position += texelFetch(u_origins, origin_texel(k), 0).xyz;
    p.velocity += row(ROW_CARRIED).xyz * texelFetch(u_headings, origin_texel(k), 0).xyz;
#elif CARRIED
    p.velocity += row(ROW_CARRIED).xyz;
#endif

    vec4 fade = row(ROW_FADE);
    float grown = mix(1.0, fade.x, p.share * (2.0 - p.share));  // a fast attack
    p.size = life.z * (1.0 + life.w * (2.0 * p.chance.z - 1.0)) * grown;

#if SIZE_CURVE
    p.size *= curve(CURVE_SIZE, p.share).r;
#endif

    // Motion
    vec4 pull = row(ROW_PULL);
    vec3 force = pull.xyz + pull.w * row(ROW_WIND).xyz;
    vec3 ground = row(ROW_FLOOR).xyz;
    float skin = 0.0;
#if SOLID
    skin = 0.35 * p.size;
    float lying = ground.x + skin;  // on the floor, not in it
    if (p.position.y >= ground.x) p.position.y = max(p.position.y, lying);
    ground.x = lying;
#endif
    p.still = 0.0;
#if COLLIDERS
    p.still = drift_among(p.position, p.velocity, force, pull.w, born, p.age, lives, ground, skin);
#elif FIELDS
    drift(p.position, p.velocity, force, pull.w, born, p.age, ground);
#elif HAS_FLOOR
    p.still = fly_and_bounce(p.position, p.velocity, force, pull.w, p.age, ground);
#else
    fly(p.position, p.velocity, force, pull.w, p.age);
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
    vec4 shine = row(ROW_SHINE), colour = row(ROW_COLOUR), colour_end = row(ROW_COLOUR_END);
#if GLOWS
    p.colour = blackbody(mix(colour.a, colour_end.a, p.share));
#else
    p.colour = mix(colour.rgb, colour_end.rgb, p.share);
#endif
    p.shine = shine.x * mix(1.0, shine.y, p.share);
    // It fades from 0 at birth, unless there is no such fade, and to 0 at the end.
    float shown = 1.0 - smoothstep(1.0 - max(fade.z, 1e-4), 1.0, p.share);
#if FADES_IN
    shown *= fade.y > 0.0 ? smoothstep(0.0, fade.y, p.share) : 1.0;
#endif
    // What grows thins out: the same matter, or light, over a larger area.
    p.opacity = fade.w * shown / max(1.0, grown * grown);
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
