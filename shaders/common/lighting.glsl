// Light on a surface: one key light with a shadow, point lights, area lights, and a gradient from all around.
// DULL: surfaces without highlights, as cloth: neither lights nor surroundings are reflected at the surface.
// Microfacets: GGX with height-correlated Smith (Heitz 2014, JCGT 3(2)), Fresnel by Schlick 1994.

#include "generated/draw.glsl"
#include "generated/view.glsl"
#include "common/colour.glsl"
#include "common/constants.glsl"
#include "common/environment.glsl"
#include "common/falloff.glsl"
#include "common/fresnel.glsl"
#ifdef PROBE
#include "common/probe.glsl"
#endif
#include "common/shadow.glsl"
#include "common/surface.glsl"

const float MIN_ALPHA = 0.0025;    // below this a highlight is smaller than a pixel and would flicker
const float HALO_SHARE = 0.0035;         // of the key light, in its halo in the haze, 1/sr
const vec2 WRAP = vec2(0.6, 0.4);        // light through a thin body: by how much it falls towards the light, and what is left edge on
const float IRRADIANCE_SLOPE = 1.0 / 3.0;  // irradiance over pi, per height of the normal, from radiance that grows evenly from -1 to 1
const float KARIS_SLOPE = 9.28;          // of environment_factors
const vec2 KARIS_SCALE = vec2(-1.04, 1.04);

// What a rough mirror reflects of the environment, the key light's halo in the haze included. relative: position, m.
vec3 reflected_environment(vec3 relative, vec3 direction, float roughness)
{
    vec3 seen = mix(environment_radiance(direction), environment_mean(), roughness);
#ifdef PROBE
    seen = mix(seen, probe_radiance(relative, direction, roughness), view.probe_strength);
#endif
    float towards = max(dot(direction, -view.key_direction), 0.0);
    float sharpness = mix(60.0, 2.0, sqrt(roughness));
    // A lobe of constant energy: the wider, the dimmer.
    return seen + view.key_colour * pow(max(towards, 0.0), sharpness) * (sharpness + 1.0) * HALO_SHARE;
}

// Reflectance of the environment: x * F0 + y, a fit of the split sum (Karis 2014, "Physically Based Shading on
// Mobile").
vec2 environment_factors(float roughness, float n_v)
{
    const vec4 c0 = vec4(-1.0, -0.0275, -0.572, 0.022);
    const vec4 c1 = vec4(1.0, 0.0425, 1.04, -0.04);
    vec4 r = roughness * c0 + c1;
    float a = min(r.x * r.x, exp2(-KARIS_SLOPE * n_v)) * r.x + r.y;
    return KARIS_SCALE * a + r.zw;
}

// F0: reflectance at normal incidence.
vec3 reflectance(Surface s)
{
    float dielectric = (s.ior - 1.0) / (s.ior + 1.0);
    return mix(vec3(dielectric * dielectric * s.specular), s.albedo, s.metalness);
}

// What reaches the eye of the key light and of the point lights: diffusely, per albedo over pi; from the highlights per
// F0, and what grazing angles add (`schlick`).
struct Direct { vec3 diffuse, normal_incidence, grazing; };

// Light from the key light and from each point light in reach. key: irradiance at a surface that faces the key light.
// GGX of a normal that turns within the pixel: the peak is constant over slopes up to `turn` to both sides along the
// tangent, and lower by the same factor (after Kaplanyan et al. 2016, "Filtering Distributions of Normals for Shading
// Antialiasing"). All lights pass through one loop that tests its condition at the end, because llvmpipe executes the
// body of any other loop once more, and the body of a skipped branch too.
Direct direct_light(Surface s, vec3 relative, vec3 eye, vec3 key)
{
    float alpha = max(s.roughness * s.roughness, MIN_ALPHA), alpha_2 = alpha * alpha, sharpness = 1.0 / alpha_2;
    vec3 face = normalize(s.normal + s.to_face), bevel = normalize(s.normal + s.to_bevel);
    vec2 n_e = vec2(dot(face, eye), dot(bevel, eye)), n_v = max(n_e, 1e-3);  // of face and bevel
    vec2 masking = sqrt(n_v * n_v * (1.0 - alpha_2) + alpha_2);
    vec2 scale = vec2(1.0 - s.bevel_share, s.bevel_share) * 0.5 / (PI * alpha * (alpha + vec2(0.0, s.bevel_turn)));
    float t_e = dot(s.bevel_tangent, eye), from_front = 1.0 - s.translucency;
    Direct sum = Direct(vec3(0.0), vec3(0.0), vec3(0.0));
    vec3 to_light = -view.key_direction, colour = key;
    int number = draw.lights.x;
    bool more;
    do {
        float facing = dot(s.normal, to_light);
        sum.diffuse += colour * (max(facing, 0.0) * from_front + s.translucency * max(-facing * WRAP.x + WRAP.y, 0.0));
#ifndef DULL
        float sum_length = sqrt(max(2.0 + 2.0 * dot(eye, to_light), 1e-12)), shrink = 1.0 / sum_length;  // of eye + to_light
        float reflected = 0.0;
        // The highlight of the face, then, if the pixel has one, that of the bevel.
        bool on_bevel = false, again;
        do {
            float n_l = dot(on_bevel ? bevel : face, to_light);
            // Of face or bevel: the cosine with the eye, the same above 0, and the masking.
            vec3 lobe = on_bevel ? vec3(n_e.y, n_v.y, masking.y) : vec3(n_e.x, n_v.x, masking.x);
            float n_h = max((lobe.x + n_l) * shrink, 0.0);
            float t_h = on_bevel ? (t_e + dot(s.bevel_tangent, to_light)) * shrink : 0.0;
            float beyond = max(abs(t_h) - (on_bevel ? s.bevel_turn * n_h : 0.0), 0.0);
            float d = n_h * n_h + (max(1.0 - n_h * n_h - t_h * t_h, 0.0) + beyond * beyond) * sharpness;
            n_l = max(n_l, 0.0);
            // Height-correlated Smith: the masking-shadowing term over 4 n_v n_l.
            float smith = n_l * lobe.z + lobe.y * sqrt(n_l * n_l * (1.0 - alpha_2) + alpha_2);
            reflected += (on_bevel ? scale.y : scale.x) * n_l / (d * d * max(smith, 1e-5));
            again = !on_bevel && s.bevel_share > 0.0;
            on_bevel = true;
        } while (again);
        vec3 highlight = colour * reflected;
        float miss = 1.0 - 0.5 * sum_length, miss_2 = miss * miss;  // 1 - the cosine between the eye and the half-way direction
        sum.normal_incidence += highlight;
        sum.grazing += highlight * (miss_2 * miss_2 * miss);
#endif
        // Go on to the next light in reach. There is a row beyond the last light.
        vec3 way;
        float distance_2, reach;
        int row;
        do {
            row = number++;
            way = view.point_place[row].xyz - relative;
            reach = view.point_colour[row].a;
            distance_2 = dot(way, way);
            more = row < draw.lights.y;
        } while (more && distance_2 >= reach * reach);
        to_light = way * inversesqrt(max(distance_2, 1e-8));
        float radius = view.point_place[row].w;
        colour = view.point_colour[row].rgb * light_falloff(distance_2, reach, max(distance_2, radius * radius));
    } while (more);
    return sum;
}

#ifdef AREA_LIGHTS
#include "common/area_lights.glsl"
#endif

// What near surfaces do to the light. bend: height that the direction from which ambient light comes has beyond the
// normal's; key: share of the key light that arrives.
struct Contact { float bend, key; };
const Contact NO_CONTACT = Contact(0.0, 1.0);

// Radiance of a surface towards the eye, without transmitted light.
vec3 lit(Surface s, Fragment f, Contact contact)
{
    vec3 around = mix(environment_radiance(s.normal), environment_radiance(-s.normal), s.translucency * 0.5);
    around = whitened(max(around + (view.ambient_above - view.ambient_below) * (contact.bend * IRRADIANCE_SLOPE), vec3(0.0)), s.whitened);
    vec3 albedo = s.albedo * (1.0 - s.metalness);
    vec3 light = s.emission + albedo * around * s.occlusion;
    vec3 f0 = reflectance(s);
#ifndef DULL
    vec2 factors = environment_factors(s.roughness, max(dot(s.normal, f.view), 1e-3));
    light += (f0 * factors.x + factors.y * s.specular) * whitened(reflected_environment(f.relative, reflect(-f.view, s.normal), s.roughness), s.whitened) * s.occlusion;
#endif
    Direct direct = direct_light(s, f.relative, f.view, view.key_colour * (key_visibility(f.shadow, f.normal) * contact.key));
#ifdef AREA_LIGHTS
    add_area_lights(direct, s, f.relative, f.view);
#endif
    vec3 diffuse = whitened(direct.diffuse, s.whitened), grazing = whitened(direct.grazing, s.whitened);
    return light + albedo / PI * diffuse + f0 * (whitened(direct.normal_incidence, s.whitened) - grazing) + grazing;
}
