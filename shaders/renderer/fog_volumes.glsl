// Fog volumes along a ray: where it passes through them, and how much fog each step holds. The length of a step within a volume
// is exact, and its density is that at one point, which differs between sub-frames: uniform fog has no error.
// FOG: 1 for uniform densities, 2 if the density of any varies with the noise.
#include "generated/fog.glsl"

uniform sampler3D u_noise;  // noise in [0, 1], mean 0.5, periodic

const float NEVER_PARALLEL = 1e-7;        // least component of a direction
const float ENDLESS = 1e8;               // m
const vec2 NOISE_RANGE = vec2(0.3, 0.7);  // of the noise: where there is no fog, and where there is twice its density

// What a step of a ray holds. depth: optical depth, at least 0; scattering: the same, times the share of light that is scattered;
// emission: radiance.
struct FogStep { float depth; vec3 scattering; vec3 emission; };

// Distances, m, at which a ray enters and leaves a volume of the shape; the first is larger if it misses it. from, along: where the
// ray begins, and its direction per metre, in the frame of the volume.
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

// Adds to the steps of a ray what all volumes hold. ray: unit; reach: m, its length; offset: [0, 1), where each step is sampled.
void add_fog(inout FogStep steps[HAZE_STEPS], vec3 ray, float reach, float offset)
{
    int k = 0;
    do {
        vec4 row_x = fog_x(k), row_y = fog_y(k), row_z = fog_z(k);
        vec3 from = vec3(row_x.w, row_y.w, row_z.w), along = vec3(dot(row_x.xyz, ray), dot(row_y.xyz, ray), dot(row_z.xyz, ray));
        vec2 form = fog_form(k), span = fog_span(form.x, from, along);
        float density = fog_density(k), edge = fog_edge(k), pitch = fog_pitch(k);
        vec3 scattering = fog_scattering(k), emission = fog_emission(k), origin = fog_origin(k);
        float last = 0.0;
        for (int i = 0; i < HAZE_STEPS; i++) {
            float next = step_end(i, reach);
            float enters = max(last, span.x), inside = max(min(next, span.y) - enters, 0.0), at = enters + offset * inside;
            float amount = smoothstep(0.0, edge, fog_inset(form.x, from + at * along)) * inside;
#if FOG == 2
            float noise = textureLod(u_noise, (ray * at - origin) * pitch, 0.0).r;
            amount *= 1.0 + form.y * (2.0 * smoothstep(NOISE_RANGE.x, NOISE_RANGE.y, noise) - 1.0);
#endif
            steps[i].depth += density * amount;
            steps[i].scattering += scattering * amount;
            steps[i].emission += emission * amount;
            last = next;
        }
    } while (++k < u_fog_count);
}
