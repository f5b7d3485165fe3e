// Colliders: planes, spheres, capsules, boxes, and the floor. Distances to them, and their normals.
// Mirrors visualizer/particles/colliders.py.
#include "generated/motion.glsl"

#if COLLIDERS
#include "generated/colliders.glsl"

const int SPHERES_AT = PLANES, CAPSULES_AT = SPHERES_AT + SPHERES, BOXES_AT = CAPSULES_AT + CAPSULES;
const int THE_FLOOR = -1;       // in place of a collider's number
const int NO_COLLIDER = -2;
const float NOWHERE = 1e30;     // m: more than any distance

// p rotated by the unit quaternion q (x, y, z, w).
vec3 turned_by(vec4 q, vec3 p) { return p + 2.0 * cross(q.xyz, cross(q.xyz, p) + q.w * p); }

// Vector, m, from the nearest point of a capsule's axis, or from a sphere's middle, to x.
vec3 from_axis(int c, vec3 x)
{
    vec3 offset = x - collider_place(c), axis = collider_form(c);
    return offset - clamp(dot(offset, axis) / max(dot(axis, axis), 1e-12), 0.0, 1.0) * axis;
}

// Signed distance, m, of x (m, from home or in local space) to the nearest surface, and its collider's number. skin: m,
// by which all colliders are grown; floor_height includes it already. Quilez 2008, "Distance functions".
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
        d = dot(x - collider_place(c), collider_form(c));
        if (d < found) { found = d; nearest = c; }
    }
#endif
#if SPHERES
    for (int c = SPHERES_AT; c < CAPSULES_AT; c++) {
        d = collider_side(c) * (length(x - collider_place(c)) - collider_radius(c));
        if (d < found) { found = d; nearest = c; }
    }
#endif
#if CAPSULES
    for (int c = CAPSULES_AT; c < BOXES_AT; c++) {
        d = collider_side(c) * (length(from_axis(c, x)) - collider_radius(c));
        if (d < found) { found = d; nearest = c; }
    }
#endif
#if BOXES
    for (int c = BOXES_AT; c < COLLIDERS; c++) {
        vec3 q = abs(turned_by(collider_turn(c), x - collider_place(c))) - collider_form(c);
        d = collider_side(c) * (length(max(q, 0.0)) + min(max(q.x, max(q.y, q.z)), 0.0));
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
    if (c < SPHERES_AT) return collider_form(c);
#endif
    float side = collider_side(c);
    vec3 out_of = vec3(0.0);
    if (c < BOXES_AT) {
#if SPHERES || CAPSULES
        out_of = from_axis(c, x);
#endif
    } else {
#if BOXES
        vec4 turn = collider_turn(c);
        vec3 p = turned_by(turn, x - collider_place(c)), q = abs(p) - collider_form(c);
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
