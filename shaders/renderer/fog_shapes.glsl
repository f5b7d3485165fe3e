// The shapes of fog volumes: where a ray passes through them, and how far a point is from their surface.
#include "generated/fog.glsl"

const float NEVER_PARALLEL = 1e-7;  // least component of a direction
const float ENDLESS = 1e8;          // m

// Distances, m, at which a ray enters and leaves a volume of the shape; the first is larger if it misses it. from,
// along: where the ray begins, and its direction per metre, in the frame of the volume.
vec2 fog_span(float shape, vec3 from, vec3 along)
{
    // Spheres and cones: a t^2 + 2 b t + c = 0 at the surface. The cone is that between z = 0 and 1 of x^2 + y^2 = z^2.
    vec3 kind = shape == float(FOG_CONE) ? vec3(1.0, 1.0, -1.0) : vec3(1.0);
    float a = dot(along * kind, along), b = dot(from * kind, along);
    float c = dot(from * kind, from) - (shape == float(FOG_SPHERE) ? 1.0 : 0.0);
    a = abs(a) < NEVER_PARALLEL ? NEVER_PARALLEL : a;
    float root = b * b - a * c, width = sqrt(max(root, 0.0)) / abs(a), middle = -b / a;
    vec2 curved = root < 0.0 ? vec2(1.0, -1.0) : middle + vec2(-width, width);
    // A ray steeper than the cone is inside from the root on, towards the wide end, or up to it.
    if (a < 0.0) curved = along.z > 0.0 ? vec2(curved.y, ENDLESS) : vec2(-ENDLESS, curved.x);
    // Slabs: all three of a box, y of a layer, z from 0 to 1 of a cone.
    vec3 inverse = 1.0 / mix(along, vec3(NEVER_PARALLEL), lessThan(abs(along), vec3(NEVER_PARALLEL)));
    vec3 low = shape == float(FOG_CONE) ? vec3(-1.0, -1.0, 0.0) : vec3(-1.0);
    vec3 first = (low - from) * inverse, second = (1.0 - from) * inverse;
    vec3 enters = min(first, second), leaves = max(first, second);
    if (shape == float(FOG_LAYER)) return vec2(enters.y, leaves.y);
    if (shape == float(FOG_BOX)) return vec2(max(max(enters.x, enters.y), enters.z), min(min(leaves.x, leaves.y), leaves.z));
    if (shape == float(FOG_CONE)) return vec2(max(curved.x, enters.z), min(curved.y, leaves.z));
    return curved;
}

// Distance to the surface within a volume, as a share of the half size.
float fog_inset(float shape, vec3 p)
{
    vec3 away = abs(p);
    float box = max(max(away.x, away.y), away.z);
    float cone = max(length(p.xy) / max(p.z, 1e-6), p.z);
    return 1.0 - (shape == float(FOG_LAYER) ? away.y : shape == float(FOG_BOX) ? box : shape == float(FOG_CONE) ? cone : length(p));
}
