// Motion among colliders. Mirrors visualizer/particles/bouncing.py.
// The steps divide the whole life, so where a particle bounces does not depend on the time that is drawn.
#include "particles/colliders.glsl"
#include "particles/fields.glsl"
#include "particles/motion.glsl"

#if COLLIDERS
const float NO_CONTACT = 2.0;  // a parameter beyond the end of a path

// The parameter s of the path x + a s + b s^2, m, 0 <= s <= 1, just before it meets a surface; or NO_CONTACT.
float first_contact(vec3 x, vec3 a, vec3 b, float skin, float floor_height)
{
    int ignored;
    float line = length(a), bend = length(b), fastest = max(line + 2.0 * bend, 1e-9);
    float d = scene_distance(x, skin, floor_height, ignored);
    if (d > line + bend) return NO_CONTACT;
    float low = 0.0;
    for (int i = 0; i < MARCH; i++) {
        // No surface is nearer than d (sphere tracing, Hart 1996); steps are at least 1 / MARCH.
        float high = min(low + max(d / fastest, 1.0 / float(MARCH)), 1.0);
        d = scene_distance(x + (a + b * high) * high, skin, floor_height, ignored);
        if (d < 0.0) {
            for (int j = 0; j < BISECTIONS; j++) {
                float middle = 0.5 * (low + high);
                if (scene_distance(x + (a + b * middle) * middle, skin, floor_height, ignored) < 0.0) high = middle;
                else low = middle;
            }
            return low;
        }
        if (high >= 1.0) return NO_CONTACT;
        low = high;
    }
    return NO_CONTACT;
}

// Moves a particle from its birth (x, m, and v, m/s) to `age`, s. Returns for how long it has been at rest, s. lives:
// length of its life, s. A particle that is born within a collider is moved to its surface, one below the floor stays
// below. skin: distance that it keeps from surfaces, m; ground.x, the floor's height, includes it. ground.yz: bounce,
// friction.
float drift_among(inout vec3 x, inout vec3 v, vec3 pull, float drag, float born, float age, float lives, vec3 ground, float skin)
{
    vec3 origin = field_origin();
    float height = x.y < ground.x ? NO_FLOOR : ground.x;
    float h = lives / float(STEPS);
    vec3 before = air(x, born, origin);
    for (int i = 0; i < STEPS; i++) {
        float t = born + h * float(i), left = age - h * float(i), rest = h;
        if (left <= 0.0) break;
        vec3 middle = x + v * (0.5 * h), flow = field_flow(before, middle, t, h, origin), force = pull + field_pull(middle);
        before = flow;
        for (int c = 0; c < CONTACTS; c++) {
            vec3 there = x, then = v;
            fly(there, then, force, drag, rest);
            there += flow * rest;
            vec3 a = (v + flow) * rest;
            float share = first_contact(x, a, there - x - a, skin, height);
            bool free = share > 1.0;
            float until = free ? rest : share * rest;
            if (left <= until) { fly(x, v, force, drag, left); x += flow * left; return 0.0; }
            if (free) { x = there; v = then; break; }

            fly(x, v, force, drag, until);
            x += flow * until;
            rest -= until;
            left -= until;
            int touched;
            float d = scene_distance(x, skin, height, touched);
            vec3 n = normal_at(touched, x);
            x -= d * n;
            vec2 response = touched == THE_FLOOR ? vec2(-1.0) : collider_response(touched);
            response = mix(response, ground.yz, lessThan(response, vec2(0.0)));
            float along = dot(v, n), off = max(-response.x * along, 0.0);
            flow -= min(dot(flow, n), 0.0) * n;
            if (along < SLIDES) v = (v - along * n) * (1.0 - response.y) + off * n;
            if (max(along, off) < SLIDES || c == CONTACTS - 1) {
                v -= dot(v, n) * n;
                if (response.y > 0.0 && length(v + flow) < LIES) { v = vec3(0.0); return left; }
                force -= min(dot(force, n), 0.0) * n;
                float on = min(rest, left);
                fly(x, v, force, drag, on);
                x += flow * on;
                for (int j = 0; j < WEDGE; j++) {
                    d = scene_distance(x, skin, height, touched);
                    if (d >= 0.0) break;
                    n = normal_at(touched, x);
                    x -= d * n;
                    v -= min(dot(v, n), 0.0) * n;
                }
                if (left <= rest) return 0.0;
                break;
            }
        }
        v += field_push(middle, t, t + h);
    }
    return 0.0;
}
#endif
