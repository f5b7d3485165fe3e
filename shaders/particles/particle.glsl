// Particle k of an emitter at a time: position, velocity, size and appearance. Everything that draws particles calls
// this. Mirrors visualizer/particles/motion.py.
#include "particles/life.glsl"
#include "particles/detail.glsl"
#include "particles/launch.glsl"
#include "particles/motion.glsl"
#include "particles/fields.glsl"
#include "particles/bouncing.glsl"
#include "particles/curves.glsl"
#include "particles/appearance.glsl"

Particle particle_at(uint k, float time)
{
    Particle p = Particle(false, vec3(0.0), vec3(0.0), 0.0, 0.0, 0.0, 0.0, vec3(0.0), 0.0, 0.0, vec4(0.0));
    p.chance = unit4(hash_particle(k, STREAM_LIFE));
    vec2 span = span_of_life(k, p.chance);
    float born = span.x, lives = span.y;
    p.age = max(time - born, 0.0);
    p.share = p.age / max(lives, SHORTEST_LIFE);
    p.alive = time - born >= -at_once(time) && p.share < 1.0;
#if !BLOCKS
    if (!p.alive) return p;  // in a block all are computed, and the caller skips those that are not alive
#endif

    launch(k, p);

    float grown = mix(1.0, emitter_grow(), p.share * (2.0 - p.share));  // fast at first, then slower
    p.size = emitter_size() * (1.0 + emitter_size_spread() * (2.0 * p.chance.z - 1.0)) * grown;

#if SIZE_CURVE
    p.size *= curve(CURVE_SIZE, p.share).r;
#endif

    float drag = emitter_drag();
    vec3 force = emitter_gravity() + drag * emitter_wind();
    vec3 ground = vec3(emitter_floor(), emitter_bounce(), emitter_friction());
    float skin = 0.0;
#if SOLID
    skin = SKIN * p.size;
    float lying = ground.x + skin;  // height of its middle when it lies on the floor
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
    vec4 by_speed = vec4(1.0);
#if SPEED_CURVES
    by_speed = curve_of_speed(length(p.velocity));
    p.size *= by_speed.a;
#endif
#if LOCAL
    p.position = (u_world_from_local * vec4(p.position, 1.0)).xyz;
    p.velocity = mat3(u_world_from_local) * p.velocity;
#endif

#if THINNED
    p.size *= detail_scale(k);
#endif

    appear(p, grown, by_speed);
    return p;
}

Particle particle(uint k) { return particle_at(k, NOW); }
