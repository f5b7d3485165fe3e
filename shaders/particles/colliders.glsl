// Colliders: planes, spheres, capsules, boxes, and the floor. Distances to them, and their normals.
// Mirrors visualizer/particles/colliders.py.
#include "generated/motion.glsl"

#if COLLIDERS
uniform vec4 u_colliders[4 * COLLIDERS];  // m; four per collider, ordered by shape: see packed() in colliders.py

const int SPHERES_AT = PLANES, CAPSULES_AT = SPHERES_AT + SPHERES, BOXES_AT = CAPSULES_AT + CAPSULES;
const int THE_FLOOR = -1;       // in place of a collider's number
const int NO_COLLIDER = -2;
const float NOWHERE = 1e30;     // m: more than any distance

// p rotated by the unit quaternion q (x, y, z, w).
vec3 turned_by(vec4 q, vec3 p) { return p + 2.0 * cross(q.xyz, cross(q.xyz, p) + q.w * p); }

// Vector, m, from the nearest point of a capsule's axis, or from a sphere's middle, to x.
vec3 from_axis(int c, vec3 x)
{
    vec3 offset = x - u_colliders[4 * c].xyz, axis = u_colliders[4 * c + 1].xyz;
    return offset - clamp(dot(offset, axis) / max(dot(axis, axis), 1e-12), 0.0, 1.0) * axis;
}

// Signed distance, m, of x (m, from home or in local space) to the nearest surface, and its collider's number. skin: m, by which all
// colliders are grown; floor_height includes it already.
// Quilez 2008, "Distance functions".
float scene_distance(vec3 x, float skin, float floor_height, out int nearest)
{
    float found = NOWHERE, d;
    nearest = NO_COLLIDER;
#if HAS_FLOOR
    found = x.y - floor_height + skin;
    nearest = THE_FLOOR;
#endif
#if PLANES
    for (int c = 0; c < SPHERES_AT; c++) {
        d = dot(x - u_colliders[4 * c].xyz, u_colliders[4 * c + 1].xyz);
        if (d < found) { found = d; nearest = c; }
    }
#endif
#if SPHERES
    for (int c = SPHERES_AT; c < CAPSULES_AT; c++) {
        d = u_colliders[4 * c].w * (length(x - u_colliders[4 * c].xyz) - u_colliders[4 * c + 1].w);
        if (d < found) { found = d; nearest = c; }
    }
#endif
#if CAPSULES
    for (int c = CAPSULES_AT; c < BOXES_AT; c++) {
        d = u_colliders[4 * c].w * (length(from_axis(c, x)) - u_colliders[4 * c + 1].w);
        if (d < found) { found = d; nearest = c; }
    }
#endif
#if BOXES
    for (int c = BOXES_AT; c < COLLIDERS; c++) {
        vec3 q = abs(turned_by(u_colliders[4 * c + 2], x - u_colliders[4 * c].xyz)) - u_colliders[4 * c + 1].xyz;
        d = u_colliders[4 * c].w * (length(max(q, 0.0)) + min(max(q.x, max(q.y, q.z)), 0.0));
        if (d < found) { found = d; nearest = c; }
    }
#endif
    return found - skin;
}

// Unit normal at x of the collider c, or of THE_FLOOR.
vec3 normal_at(int c, vec3 x)
{
    if (c == THE_FLOOR) return vec3(0.0, 1.0, 0.0);
#if PLANES
    if (c < SPHERES_AT) return u_colliders[4 * c + 1].xyz;
#endif
    float side = u_colliders[4 * c].w;
    vec3 out_of = vec3(0.0);
    if (c < BOXES_AT) {
#if SPHERES || CAPSULES
        out_of = from_axis(c, x);
#endif
    } else {
#if BOXES
        vec4 turn = u_colliders[4 * c + 2];
        vec3 p = turned_by(turn, x - u_colliders[4 * c].xyz), q = abs(p) - u_colliders[4 * c + 1].xyz;
        vec3 beyond = max(q, 0.0);
        if (dot(beyond, beyond) <= 0.0)  // inside, the nearest face; the first of equals
            beyond = q.x >= q.y && q.x >= q.z ? vec3(1.0, 0.0, 0.0) : q.y >= q.z ? vec3(0.0, 1.0, 0.0) : vec3(0.0, 0.0, 1.0);
        out_of = turned_by(vec4(-turn.xyz, turn.w), beyond * mix(vec3(1.0), vec3(-1.0), lessThan(p, vec3(0.0))));
#endif
    }
    float size = length(out_of);
    return side * (size > 0.0 ? out_of / size : vec3(0.0, 1.0, 0.0));
}
#endif
