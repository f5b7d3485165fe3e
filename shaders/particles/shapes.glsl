// Position and outward direction of births in an emitter's shape. Mirrors visualizer/particles/origins.py.
#include "common/constants.glsl"

uniform sampler2D u_triangles;  // 4 texels per entry: corner, two sides, normal (shapes surface and pieces);
                                // of a curve: start, vector to the end, change of the tangent, unit tangent at the
                                // start
uniform uvec2 u_triangle_table; // entries, entries of a group

// The first texel of an entry of u_triangles.
ivec2 entry_texel(uint entry)
{
    return ivec2(int(entry % uint(ENTRIES_PER_ROW)) * TEXELS_PER_ENTRY, int(entry / uint(ENTRIES_PER_ROW)));
}

// Unit vector, uniform over the sphere, from two random numbers in [0, 1).
vec3 on_sphere(float a, float b)
{
    float z = 1.0 - 2.0 * a, r = sqrt(max(0.0, 1.0 - z * z)), turn = TAU * b;
    return vec3(r * cos(turn), z, r * sin(turn));
}

// Unit vector, uniform in the cone of the half angle `angle`, radians, around the unit vector n; a, b: random numbers
// in [0, 1). Basis: Duff et al. 2017, JCGT 6(1).
vec3 in_cone(vec3 n, float angle, float a, float b)
{
    float z = mix(1.0, cos(angle), a), r = sqrt(max(0.0, 1.0 - z * z)), turn = TAU * b;
    float s = n.z < 0.0 ? -1.0 : 1.0, p = -1.0 / (s + n.z), q = n.x * n.y * p;
    vec3 across = vec3(1.0 + s * n.x * n.x * p, s * q, -s * n.x), up = vec3(q, s + n.y * n.y * p, -n.y);
    return z * n + r * (cos(turn) * across + sin(turn) * up);
}

// place: m, direction: unit; both in the emitter's frame. u, v: four random numbers each, [0, 1).
void born_in_shape(uint k, vec4 u, vec4 v, out vec3 place, out vec3 direction)
{
    vec3 extent = emitter_extent();
    float hollow = emitter_hollow();
    place = vec3(0.0);
#if SHAPE == SHAPE_POINT
    direction = on_sphere(u.x, u.y);
#elif SHAPE == SHAPE_SPHERE
    direction = on_sphere(u.x, u.y);
    place = direction * extent * pow(max(mix(hollow * hollow * hollow, 1.0, u.z), 0.0), 1.0 / 3.0);
#elif SHAPE == SHAPE_BOX
    place = (2.0 * u.xyz - 1.0) * extent;
    direction = on_sphere(v.x, v.y);
#elif SHAPE == SHAPE_DISC || SHAPE == SHAPE_CONE
    float r = sqrt(mix(hollow * hollow, 1.0, u.x));
    vec2 around = vec2(cos(TAU * u.y), sin(TAU * u.y));
    place = vec3(around.x, 0.0, around.y) * (r * extent.x);
  #if SHAPE == SHAPE_DISC
    direction = in_cone(vec3(0.0, 1.0, 0.0), emitter_cone(), v.x, v.y);
  #else
    // A nozzle: the angle grows with the distance from the axis, with some random variation.
    float slant = emitter_cone() * clamp(r + SLANT_SPREAD * (v.x - 0.5), 0.0, 1.0);
    direction = vec3(around.x * sin(slant), cos(slant), around.y * sin(slant));
  #endif
#elif SHAPE == SHAPE_LINE
    place = vec3((2.0 * u.x - 1.0) * extent.x, 0.0, 0.0);
    direction = vec3(0.0, cos(TAU * u.y), sin(TAU * u.y));
#elif SHAPE == SHAPE_CURVE
    float mark = u.x * float(u_triangle_table.x), along = fract(mark);
    ivec2 piece = entry_texel(uint(mark));
    place = texelFetch(u_triangles, piece, 0).xyz + along * texelFetch(u_triangles, piece + ivec2(1, 0), 0).xyz;
    vec3 tangent = texelFetch(u_triangles, piece + ivec2(3, 0), 0).xyz + along * texelFetch(u_triangles, piece + ivec2(2, 0), 0).xyz;
    direction = in_cone(normalize(tangent), 0.25 * TAU, 1.0, u.y);  // perpendicular to the curve
#else
    uint groups = u_triangle_table.x / u_triangle_table.y;
    uint entry = (k % groups) * u_triangle_table.y + min(uint(u.x * float(u_triangle_table.y)), u_triangle_table.y - 1u);
    ivec2 t = entry_texel(entry);
    float side = sqrt(u.y);  // evenly over the triangle (Osada et al. 2002)
    place = texelFetch(u_triangles, t, 0).xyz + side * (1.0 - u.z) * texelFetch(u_triangles, t + ivec2(1, 0), 0).xyz
          + side * u.z * texelFetch(u_triangles, t + ivec2(2, 0), 0).xyz;
    direction = in_cone(texelFetch(u_triangles, t + ivec2(3, 0), 0).xyz, emitter_cone(), v.x, v.y);
#endif
}
