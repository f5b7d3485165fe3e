// Haze at a quarter to half of the size: light that it scatters towards the eye, and its transmittance. FOG: 0 for haze
// alone, else with fog volumes, which `fog_volumes.glsl` adds to the steps. The density falls off exponentially with
// height, so the transmittance along a ray has a closed form. Only the key light needs steps along the ray, which
// sample the shadow map. Their start is offset by a pattern that differs between sub-frames (R1 over interleaved
// gradient noise, Jimenez 2014), so that they average out.
#include "generated/detail.glsl"
#include "generated/view.glsl"
#include "common/constants.glsl"
#include "common/depth.glsl"
#include "common/environment.glsl"
#include "common/falloff.glsl"
#include "common/interleaved.glsl"
#include "common/phase.glsl"
#include "common/rays.glsl"
#include "common/shadow.glsl"

uniform sampler2D u_depth;  // of the picture, written by the surface pass

in vec2 v_uv;
out vec4 f_colour;  // rgb: radiance added; a: transmittance

const float LEAST_DISTANCE_2 = 0.25;  // m2: least squared distance from a point light
const float GAUSS = 0.57735027;       // 1 / sqrt(3): share of half the angle at which it is sampled
const float LEAST_RISE = 1e-4;        // 1/m: least change of the exponent along a ray, for which the closed form is exact enough

// Integral of exp(-max(x, 0)), without a constant.
float integral(float x) { return x < 0.0 ? x : 1.0 - exp(-x); }

// The exponent of the density, -max(x + rise * s, 0), at distances s along a ray. x: at the eye; rise: 1/m.
struct Profile { float x; float rise; float from_eye; };

Profile profile_along(vec3 ray)
{
    float x = -view.medium_falloff * view.medium_floor, rise = view.medium_falloff * ray.y;
    return Profile(x, abs(rise) < LEAST_RISE ? LEAST_RISE : rise, integral(x));
}

// Extinction, 1/m, and transmittance from the eye, at a distance along the ray, m.
float extinction_at(Profile p, float way) { return view.medium_density * exp(-max(p.x + p.rise * way, 0.0)); }
float unit_depth_at(Profile p, float way) { return (integral(p.x + p.rise * way) - p.from_eye) / p.rise; }
float transmittance_at(Profile p, float way) { return exp(-view.medium_density * unit_depth_at(p, way)); }

// Where step i of a ray ends, m. Steps grow with distance: near haze needs the finer ones.
float step_end(int i, float reach)
{
    float share = (float(i) + 1.0) / float(HAZE_STEPS);
    return reach * share * share;
}

#if FOG
#include "renderer/fog_volumes.glsl"

// Extinction times the colour that is scattered, 1/m, and the transmittance from the eye, both in the middle of each
// step.
struct Samples { vec4 of[HAZE_STEPS]; float reach; };
#define MEDIUM Samples
#define MEDIUM_HERE samples
#define SCATTERED vec3

// Light that is scattered at a distance along the ray, m, and not absorbed on its way, per irradiance, 1/m.
vec3 scattering_at(Samples samples, float way)
{
    float place = clamp(sqrt(way / samples.reach) * float(HAZE_STEPS) - 0.5, 0.0, float(HAZE_STEPS) - 1.001);
    int i = int(place);
    vec4 sample_there = mix(samples.of[i], samples.of[i + 1], place - float(i));
    return sample_there.rgb * sample_there.a;
}
#else
#define MEDIUM Profile
#define MEDIUM_HERE profile
#define SCATTERED float

float scattering_at(Profile p, float way) { return extinction_at(p, way) * transmittance_at(p, way); }
#endif


// Light of a point light that is scattered along a ray up to a distance, m, per unit of its intensity. Even steps of
// the angle at the light have even shares of its inverse square (Kulla and Fajardo 2012, "Importance Sampling
// Techniques for Path Tracing in Participating Media"); two are sampled, by the rule of Gauss. place: relative, m;
// limit: its reach, m.
SCATTERED scattered(MEDIUM medium, vec3 ray, float reach, vec3 place, float limit)
{
    float nearest = dot(place, ray), across_2 = max(dot(place, place) - nearest * nearest, LEAST_DISTANCE_2);
    float across = sqrt(across_2), chord = sqrt(max(limit * limit - across_2, 0.0));
    float from = clamp(-nearest, -chord, chord), to = clamp(reach - nearest, from, chord);
    vec2 first = normalize(vec2(across, from)), last = normalize(vec2(across, to)), middle = normalize(first + last);
    float angle = atan(first.x * last.y - first.y * last.x, dot(first, last));
    SCATTERED sum = SCATTERED(0.0);
    for (int part = 0; part < 2; part++) {
        vec2 way_there = mix(middle, part == 0 ? first : last, GAUSS);
        float along = across * way_there.y / way_there.x;
        sum += light_falloff(across_2 + along * along, limit, 1.0) * scattering_at(medium, nearest + along);
    }
    return sum * (0.5 * angle / across);
}

void main()
{
    float depth = textureLod(u_depth, v_uv, 0.0).r;
    vec3 to_surface = ray_through(v_uv) * view_distance(depth);
    float reach = min(length(to_surface), view.medium_reach);
    vec3 ray = normalize(to_surface);
    Profile profile = profile_along(ray);
    float offset = fract(interleaved_gradient_noise(gl_FragCoord.xy) + view.phase + GOLDEN);
    float left = 1.0, last = 0.0;
#if FOG
    FogStep steps[HAZE_STEPS];
    float before = 0.0;
    for (int i = 0; i < HAZE_STEPS; i++) {
        float depth_there = unit_depth_at(profile, step_end(i, reach)), unit = depth_there - before, thick = view.medium_density * unit;
        steps[i] = FogStep(thick, view.medium_colour * thick, view.medium_glow * unit);
        before = depth_there;
    }
    add_fog(steps, ray, reach, offset);
    Samples samples;
    samples.reach = max(reach, 1e-6);
    vec3 lit = vec3(0.0), scattering = vec3(0.0), glow = vec3(0.0);
    for (int i = 0; i < HAZE_STEPS; i++) {
        float next = step_end(i, reach), passed = left * exp(-steps[i].depth);
        // Of all that a step scatters or emits, the share that reaches the eye.
        float share = (left - passed) / max(steps[i].depth, 1e-9);
        lit += steps[i].scattering * (share * key_visibility_coarse(ray * mix(last, next, offset), 0.0));
        scattering += steps[i].scattering * share;
        glow += steps[i].emission * share;
        samples.of[i] = vec4(steps[i].scattering / max(next - last, 1e-6), 0.5 * (left + passed));
        left = passed;
        last = next;
    }
#else
    float lit = 0.0;
    for (int i = 0; i < HAZE_STEPS; i++) {
        float next = step_end(i, reach), passed = transmittance_at(profile, next);
        lit += (left - passed) * key_visibility_coarse(ray * mix(last, next, offset), 0.0);
        left = passed;
        last = next;
    }
#endif
    float phase = henyey_greenstein(dot(ray, view.key_direction), view.medium_anisotropy);
    vec3 near_lights = vec3(0.0);
    for (int k = 0; k < view.point_count; k++)
        near_lights += view.point_colour[k].rgb * scattered(MEDIUM_HERE, ray, reach, view.point_place[k].xyz, view.point_colour[k].a) / (2.0 * TAU);
#if FOG
    f_colour = vec4(view.key_colour * (phase * lit) + environment_mean() * scattering + near_lights + glow, left);
#else
    vec3 scattered_light = view.key_colour * (phase * lit) + environment_mean() * (1.0 - left) + near_lights;
    f_colour = vec4(view.medium_colour * scattered_light + view.medium_glow * ((1.0 - left) / view.medium_density), left);
#endif
}
