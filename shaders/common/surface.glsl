// What a material is given, and what it answers. A material file defines: Surface material(Fragment f).

struct Fragment {
    vec3 relative;        // position from the eye of the picture, along the world's axes, m
    vec3 object;          // position in the mesh's model space, m: sticks to the piece
    vec3 normal;          // world, unit, on the viewer's side
    vec3 view;            // world, unit, from the surface to the eye
    vec3 edge;            // world, unit: in the face's plane towards its nearest edge
    float edge_distance;  // m to that edge
    vec4 tint;            // the vertex's colour factor and region number
    vec4 values;          // the pose's free numbers
    float time;           // s, film time, in single precision: what moves steadily is in common/travel.glsl
    vec2 pixel;           // window coordinates
    float edge_pixel;     // m by which edge_distance changes to the pixels beside
    vec3 object_x;        // m by which object changes to the pixel at the right,
    vec3 object_y;        // and to the one above
    vec3 relative_x;      // and by which relative does
    vec3 relative_y;
};  // Derivatives are members, since a material may branch: there they are not defined (GLSL 4.60, section 8.14).

struct Surface {
    vec3 albedo;         // share of light reflected diffusely
    float roughness;     // [0, 1] perceptual: the GGX alpha is its square
    float metalness;     // [0, 1]
    vec3 normal;         // world, unit
    vec3 emission;       // radiance
    float occlusion;     // [0, 1] share of ambient light that arrives
    float translucency;  // [0, 1] share of the diffuse light that comes through from behind
    float specular;      // factor on the dielectric reflectance; 1 means F0 of the ior
    vec3 transmission;   // colour of light after 1 m inside (transmissive layer only)
    float thickness;     // m, upper bound of the way through the body
    float ior;           // index of refraction, > 1
    float mirror;        // [0, 1] how much the plane reflection shows
    float bevel_share;   // [0, 1] share of the pixel that is bevel; the rest is face
    vec3 to_face;        // from the unit normal, which is the mean of the pixel, to the face's
    vec3 to_bevel;       // and to the bevel's
    vec3 bevel_tangent;  // unit: the way the bevel turns within the pixel
    float bevel_turn;    // how far to each side, tangent of the angle
};

// How far a pixel reaches for edges, to both sides: half of it is its own square, the rest keeps outlines unbroken,
// where only one side of the edge is seen.
const float EDGE_PIXELS = 0.7;
const float LEAST_REACH = 1e-4;          // of an edge's width: no pixel is a point
const float MEAN_OF_SQUARE = 1.0 / 3.0;  // of x * x for x from 0 to 1
const float GLASS_IOR = 1.5;  // index of refraction of what says nothing else: glass, most stone

Surface surface_of(Fragment f)
{
    return Surface(f.tint.rgb * 0.5, 0.5, 0.0, f.normal, vec3(0.0), 1.0, 0.0, 1.0, vec3(0.0), 1.0, GLASS_IOR, 0.0,
                   0.0, vec3(0.0), vec3(0.0), vec3(0.0), 0.0);
}

// Length of what is nearer than `width` metres to an edge between `from` and `to`, m from it; and the integral over it of
// nearness, which is 1 on the edge and falls as the square of the share of the width that is left.
vec2 near_between(float from, float to, float width)
{
    to = min(to, width);
    float a = 1.0 - from / width, b = 1.0 - to / width;
    return max(to - from, 0.0) * vec2(1.0, MEAN_OF_SQUARE * (a * a + a * b + b * b));
}

// Of the pixel: the share that is near an edge, the mean of nearness over all of it, the least nearness on that share,
// and the greatest. What is beyond the edge counts as this side. So an edge thinner than a pixel is dimmer, but a line.
vec4 edge_nearness(Fragment f, float width)
{
    float reach = EDGE_PIXELS * f.edge_pixel + LEAST_REACH * width;
    float from = f.edge_distance - reach, to = f.edge_distance + reach, nearest = max(from, 0.0);
    vec2 seen = (near_between(nearest, to, width) + near_between(0.0, -from, width)) / (2.0 * reach);
    float most = 1.0 - min(nearest / width, 1.0), least = 1.0 - min(to / width, 1.0);
    return vec4(min(seen, 1.0), least * least, most * most);
}

// How near the edge the pixel is: 1 on an edge that is wide on the screen, 0 from `width` metres on.
float edge_cover(Fragment f, float width) { return edge_nearness(f, width).y; }

// Bends the surface over the edge within `width` metres of it: a bevel that catches the light. The tangent of its angle
// is the nearness. Of that the pixel sees a share and a range, each angle as often; beside it, the face.
void bevel(inout Surface s, Fragment f, float width)
{
    vec4 near = edge_nearness(f, width) * dot(f.edge, f.edge);
    float scale = inversesqrt(1.0 + near.y * near.y);
    s.normal = (f.normal + f.edge * near.y) * scale;
    // In the plane of the face's normal and the way to the edge.
    vec2 least = normalize(vec2(1.0, near.z)), most = normalize(vec2(1.0, near.w)), middle = normalize(least + most);
    s.bevel_share = near.x;
    s.to_face = f.normal - s.normal;
    s.to_bevel = f.normal * middle.x + f.edge * middle.y - s.normal;
    s.bevel_tangent = f.edge * middle.x - f.normal * middle.y;
    s.bevel_turn = distance(least, most) / length(least + most);
}

// Share of a line `width` metres wide that covers the pixel, at distance `d` metres from its middle, where `change` is by how
// much d changes to the pixels beside: as thin lines go far away they fade instead of breaking up.
float line_share(float d, float width, float change)
{
    float pixel = max(change, 1e-6), drawn = max(width, pixel);
    return (1.0 - smoothstep(drawn * 0.5 - pixel * 0.5, drawn * 0.5 + pixel * 0.5, abs(d))) * (width / drawn);
}

// The same where all pixels come by: not after a return nor in a branch that some take and others do not.
float line_cover(float d, float width) { return line_share(d, width, fwidth(d)); }
