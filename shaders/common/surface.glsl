// Input and output of a material. A material file defines: Surface material(Fragment f).

#include "common/colour.glsl"

struct Fragment {
    vec3 relative;        // position from the eye of the picture, along the world's axes, m
    vec3 shadow;          // place in the shadow map and depth, each [0, 1] inside the map
    vec3 object;          // position in the mesh's model space, m: moves with the piece
    vec3 normal;          // world, unit, on the viewer's side
    vec3 view;            // world, unit, from the surface to the eye
    vec3 edge;            // world, unit: in the face's plane towards its nearest edge
    float edge_distance;  // m to that edge
    vec4 tint;            // the vertex's colour factor and region number
    vec4 values;          // `Draw.values` of the pose
    float time;           // s, film time, float32; for motion at a constant rate, use common/travel.glsl
    vec2 pixel;           // window coordinates
    float edge_pixel;     // m: change of edge_distance to the neighbouring pixels
    vec3 object_x;        // m: change of object to the pixel at the right,
    vec3 object_y;        // and to the pixel above
    vec3 relative_x;      // m: change of relative, likewise
    vec3 relative_y;
};  // Derivatives are members, because they are undefined within branches of a material (GLSL 4.60, section 8.14).

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
    float thickness;     // m, upper bound of the path through the body
    float ior;           // index of refraction, > 1
    float pane;          // [0, 1] share by which the body is a pane with parallel faces, through which one sees straight
    float whitened;      // [0, 1] share of the colour of the light that falls on it that is left out: see `whitened`
    float mirror;        // [0, 1] how much the plane reflection shows
    float bevel_share;   // [0, 1] share of the pixel that is bevel; the rest is face
    vec3 to_face;        // the face's normal minus `normal`, which is the mean over the pixel
    vec3 to_bevel;       // the bevel's normal minus `normal`
    vec3 bevel_tangent;  // unit: direction in which the bevel's normal turns within the pixel
    float bevel_turn;    // how far it turns to each side, tangent of the angle
};

// Half the width of the filter over edges, pixels: 1, so that each pixel beside an outline, of which only one side of
// the edge is visible, has the edge in its filter, and no gap.
const float EDGE_PIXELS = 1.0;
const float LEAST_REACH = 1e-4;          // of an edge's width: least half width of the filter
const float MEAN_OF_SQUARE = 1.0 / 3.0;  // of x * x for x from 0 to 1
const float NORMAL_FILTER = 0.318310;    // twice the variance of the filter of a pixel, pixels^2
const float MOST_FILTERED = 0.18;        // added to the square of alpha
const float GLASS_IOR = 1.5;  // default index of refraction: glass, most stone

// Number of the fragment's region, from 0 to REGIONS - 1, which a material that uses it declares. REGION: that of all
// fragments, in programs for triangles of one region, so that no pixel computes what is of others.
float region_of(Fragment f)
{
#ifdef REGION
    return float(REGION);
#else
    return floor(f.tint.a + 0.5);
#endif
}

// The roughness of a normal that turns from pixel to pixel: highlights smaller than a pixel become dimmer and wider
// instead of flickering or vanishing (Tokuyoshi and Kaplanyan 2019, "Improved Geometric Specular Antialiasing"). right,
// up: change of the normal to the next pixels.
float filtered_roughness(float roughness, vec3 right, vec3 up)
{
    float alpha = roughness * roughness;
    float turned = min(NORMAL_FILTER * (dot(right, right) + dot(up, up)), MOST_FILTERED);
    return sqrt(sqrt(min(alpha * alpha + turned, 1.0)));
}

// Light of the same luminance with less colour, as crews light people with nearly white light in coloured sets, so that
// skin, hair and dress keep their colours from shot to shot. share: [0, 1] of the colour that is left out.
vec3 whitened(vec3 light, float share) { return mix(light, vec3(luminance(light)), share); }

// The default surface of a fragment, whose members a material changes.
Surface surface_of(Fragment f)
{
    return Surface(f.tint.rgb * 0.5, 0.5, 0.0, f.normal, vec3(0.0), 1.0, 0.0, 1.0, vec3(0.0), 1.0, GLASS_IOR, 0.0, 0.0, 0.0,
                   0.0, vec3(0.0), vec3(0.0), vec3(0.0), 0.0);
}

// x: length, m, of the interval `from`..`to`, distances from an edge, that is nearer than `width`, m. y: integral of
// the nearness over it, (1 - distance / width)^2: 1 on the edge, 0 at `width`.
vec2 near_between(float from, float to, float width)
{
    to = min(to, width);
    float a = 1.0 - from / width, b = 1.0 - to / width;
    return max(to - from, 0.0) * vec2(1.0, MEAN_OF_SQUARE * (a * a + a * b + b * b));
}

// Over the filter of a pixel: the share within `width`, m, of an edge; the mean nearness over all of it; the smallest
// and the largest nearness on that share. The other side of the edge counts like this one. An edge thinner than a pixel
// is a dimmer line.
vec4 edge_nearness(Fragment f, float width)
{
    float reach = EDGE_PIXELS * f.edge_pixel + LEAST_REACH * width;
    float from = f.edge_distance - reach, to = f.edge_distance + reach, nearest = max(from, 0.0);
    vec2 seen = (near_between(nearest, to, width) + near_between(0.0, -from, width)) / (2.0 * reach);
    float most = 1.0 - min(nearest / width, 1.0), least = 1.0 - min(to / width, 1.0);
    return vec4(min(seen, 1.0), least * least, most * most);
}

// Mean nearness of the pixel to an edge: 1 on an edge that is wide on the screen, 0 from `width`, m, on.
float edge_cover(Fragment f, float width) { return edge_nearness(f, width).y; }

// Bevels the surface within `width`, m, of an edge. The tangent of the bevel's angle is the nearness times `slope`. The
// pixel contains a share of bevel, with a range of angles that are equally frequent, and a share of face. relief: added
// to the face's normal, [-1, 1]. All normals turn by it alike, as a tangent that is not perpendicular to the bevel, or
// a face that turns with its share of the pixel, would break a highlight into dashes.
void bevel(inout Surface s, Fragment f, float width, float slope, vec3 relief)
{
    vec3 face = normalize(f.normal + relief); float along = dot(face, f.edge);
    vec3 edge = (f.edge - face * along) * inversesqrt(max(1.0 - along * along, 1e-4));  // unit, or 0 where there is no edge
    vec4 near = edge_nearness(f, width) * dot(f.edge, f.edge) * vec4(1.0, slope, slope, slope);
    s.normal = (face + edge * near.y) * inversesqrt(1.0 + near.y * near.y);
    // In the plane of the face's normal and the direction to the edge.
    vec2 least = normalize(vec2(1.0, near.z)), most = normalize(vec2(1.0, near.w)), middle = normalize(least + most);
    s.bevel_share = near.x;
    s.to_face = face - s.normal;
    s.to_bevel = face * middle.x + edge * middle.y - s.normal;
    s.bevel_tangent = edge * middle.x - face * middle.y;
    s.bevel_turn = distance(least, most) / length(least + most);
}

// Width of a pixel across a line, m. towards: unit, across it; right, up: change of the place to the next pixels, m.
// The change of the distance from the line would not do: it has a kink in the line, and pixels beside each other may
// have none of it.
float pixel_across(vec3 towards, vec3 right, vec3 up) { return abs(dot(towards, right)) + abs(dot(towards, up)); }
float pixel_across(vec2 towards, vec2 right, vec2 up) { return abs(dot(towards, right)) + abs(dot(towards, up)); }  // in a plane

// Share of the pixel that a line covers. width: of the line, m; d: distance from its middle, m; change: of d to the
// neighbouring pixels, m: see `pixel_across`. Lines thinner than a pixel fade instead of breaking up.
float line_share(float d, float width, float change)
{
    float pixel = max(change, 1e-6), drawn = max(width, pixel);
    return (1.0 - smoothstep(drawn * 0.5 - pixel * 0.5, drawn * 0.5 + pixel * 0.5, abs(d))) * (width / drawn);
}

// Mean over the filter of a pixel of a light that falls off as exp(-distance / reach) from the nearest edge. reach: m.
float edge_halo(Fragment f, float reach)
{
    float wide = EDGE_PIXELS * f.edge_pixel + LEAST_REACH * reach;
    float from = (f.edge_distance - wide) / reach, to = (f.edge_distance + wide) / reach;
    return (exp(-max(from, 0.0)) - exp(-to) + 1.0 - exp(min(from, 0.0))) * (0.5 * reach / wide);
}
