// What a material is given, and what it answers. A material file defines: Surface material(Fragment f).

struct Fragment {
    vec3 world;           // position, m
    vec3 object;          // position in the mesh's model space, m: sticks to the piece
    vec3 normal;          // world, unit, on the viewer's side
    vec3 view;            // world, unit, from the surface to the eye
    vec3 edge;            // world, unit: in the face's plane towards its nearest edge
    float edge_distance;  // m to that edge
    vec4 tint;            // the vertex's colour factor and region number
    vec4 values;          // the pose's free numbers
    float time;           // s, film time
    vec2 pixel;           // window coordinates
};

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
};

const float EDGE_PIXELS = 1.5;  // least width of an edge, pixels

Surface surface_of(Fragment f)
{
    return Surface(f.tint.rgb * 0.5, 0.5, 0.0, f.normal, vec3(0.0), 1.0, 0.0, 1.0, vec3(0.0), 1.0, 1.5, 0.0);
}

// How near the edge a point is: 1 on it, 0 from `width` metres on. Where that is less than a pixel the line is drawn
// a pixel wide and as much weaker: far edges fade instead of breaking into dots.
float edge_cover(Fragment f, float width)
{
    float drawn = max(width, EDGE_PIXELS * fwidth(f.edge_distance));
    float near_edge = 1.0 - clamp(f.edge_distance / max(drawn, 1e-5), 0.0, 1.0);
    return near_edge * near_edge * (width / max(drawn, 1e-5));
}

// The normal bent over the edge within `width` metres of it: a bevel that catches the light.
vec3 bevelled(Fragment f, float width)
{
    return normalize(f.normal + f.edge * edge_cover(f, width));
}

// Share of a line `width` metres wide that covers the pixel, at distance `d` metres from its middle:
// as thin lines go far away they fade instead of breaking up.
float line_cover(float d, float width)
{
    float pixel = max(fwidth(d), 1e-6);
    float drawn = max(width, pixel);
    return (1.0 - smoothstep(drawn * 0.5 - pixel * 0.5, drawn * 0.5 + pixel * 0.5, abs(d))) * (width / drawn);
}
