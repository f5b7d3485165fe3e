// Fog volumes along a ray: where it passes through them, and how much fog each step holds. The length of a step within
// a volume is exact, and its density is that at one point, which differs between sub-frames: uniform fog has no error.
// FOG: 1 for uniform densities, 2 if the density of any varies with the noise.
#include "renderer/fog_shapes.glsl"

uniform sampler3D u_noise;  // noise in [0, 1], mean 0.5, periodic

const vec2 NOISE_RANGE = vec2(0.3, 0.7);  // of the noise: where there is no fog, and where there is twice its density

// What a step of a ray holds. depth: optical depth, at least 0; scattering: the same, times the share of light that is
// scattered; emission: radiance.
struct FogStep { float depth; vec3 scattering; vec3 emission; };

// Adds to the steps of a ray what all volumes hold. ray: unit; reach: m, its length; offset: [0, 1), where each step is
// sampled.
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
