// Motion in fields: turbulence, vortex, attractor, blast, in a fixed number of steps from birth.
// Each step is exact for gravity, drag and wind, so without fields the result is the closed form.
// Mirrors visualizer/particles/fields.py.

#include "particles/swirl.glsl"

// Velocity of the air, without the wind, m/s, at x, m from home, and t, s from now. origin: a point on the vortex axis,
// m from home.
vec3 air(vec3 x, float t, vec3 origin)
{
    vec3 flow = vec3(0.0);
#if FIELD_SWIRL
    float strength = emitter_turbulence(), frequency = emitter_turbulence_frequency(), speed = emitter_turbulence_speed();
  #if !SWIRL_KEYED
    flow += strength * swirl_from(x * frequency, t * speed, u_cell_large, u_within_large, u_cell_small, u_within_small);
  #elif LOCAL
    flow += strength * swirl(x * frequency, (t + u_now.x) * speed);
  #else
    flow += strength * swirl((x + u_home) * frequency, (t + u_now.x) * speed);
  #endif
#endif
#if FIELD_VORTEX
    vec3 axis = emitter_vortex_axis();
    float radius = emitter_vortex_radius();
    vec3 r = x - origin;
    r -= dot(r, axis) * axis;
    // Largest at `radius`, solid rotation inside, a free vortex outside (Kaufmann 1962, Scully 1975).
    flow += emitter_vortex() * 2.0 * radius * cross(axis, r) / (dot(r, r) + radius * radius);
#endif
    return flow;
}

vec3 field_origin() { return vec3(emitter_place_x(), emitter_place_y(), emitter_place_z()); }

// Velocity of the air in the middle of a step of h, s, that begins at t. middle: the position then without the velocity
// of the air, which is predicted as `before`, that of the last step: so curl noise is evaluated once per integration
// step.
vec3 field_flow(vec3 before, vec3 middle, float t, float h, vec3 origin)
{
    return air(middle + before * (0.5 * h), t + 0.5 * h, origin);
}

// Acceleration by the attractor, m/s2.
vec3 field_pull(vec3 middle)
{
#if FIELD_ATTRACTOR
    vec3 to = emitter_attractor() - middle;
    return emitter_attraction() * to / sqrt(dot(to, to) + ATTRACTOR_SOFTNESS);
#else
    return vec3(0.0);
#endif
}

// Velocity gained from the blast between `start` and `end`, s.
vec3 field_push(vec3 middle, float start, float end)
{
#if FIELD_BLAST
    vec3 away = middle - emitter_blast_centre();
    float d = max(length(away), BLAST_CORE), passed = emitter_blast_t() + d / emitter_blast_speed();
    // The push is spread over BLAST_WIDTH, so that it does not depend on the steps.
    float gained = smoothstep(passed, passed + BLAST_WIDTH, end) - smoothstep(passed, passed + BLAST_WIDTH, start);
    return away / d * (emitter_blast() * pow(max(d, NEAREST_BLAST), -emitter_blast_falloff()) * gained);
#else
    return vec3(0.0);
#endif
}

// Moves a particle from its birth (x, m from home, and v, m/s) to `age`, s. pull: acceleration, m/s2; drag: 1/s; born:
// s from now; ground: height of the floor, m, bounce, friction.
void drift(inout vec3 x, inout vec3 v, vec3 pull, float drag, float born, float age, vec3 ground)
{
    vec3 origin = field_origin();
    bool above = x.y >= ground.x;
    float h = age / float(STEPS);
    vec3 flow = air(x, born, origin);
    for (int i = 0; i < STEPS; i++) {
        float t = born + h * float(i);
        vec3 middle = x + v * (0.5 * h);
        flow = field_flow(flow, middle, t, h, origin);
        fly(x, v, pull + field_pull(middle), drag, h);
        x += flow * h;
        v += field_push(middle, t, t + h);
        if (above && x.y < ground.x) {
            x.y = ground.x;
            v = vec3(v.x * (1.0 - ground.z), abs(v.y) * ground.y, v.z * (1.0 - ground.z));
        }
    }
}
