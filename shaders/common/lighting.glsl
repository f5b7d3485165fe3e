// Light on a surface: one key light with a shadow, point lights, and a gradient from all around.
// Microfacets: GGX with height-correlated Smith (Heitz 2014, JCGT 3(2)), Fresnel by Schlick 1994.

#include "generated/view.glsl"
#include "common/constants.glsl"
#include "common/environment.glsl"
#include "common/falloff.glsl"
#include "common/fresnel.glsl"
#include "common/shadow.glsl"
#include "common/surface.glsl"

uniform ivec2 u_lights;  // numbers of the first point light that reaches the draw, and beyond the last

const float MIN_ALPHA = 0.0025;    // below this a highlight is smaller than a pixel and would flicker
const float HALO_SHARE = 0.0035;         // of the key light, in its halo in the haze, 1/sr
const vec2 WRAP = vec2(0.6, 0.4);        // light through a thin body: by how much it falls towards the light, and what is left edge on
const float KARIS_SLOPE = 9.28;          // of environment_factors
const vec2 KARIS_SCALE = vec2(-1.04, 1.04);

// What a rough mirror reflects of the environment, the key light's halo in the haze included.
vec3 reflected_environment(vec3 direction, float roughness)
{
    vec3 seen = mix(environment_radiance(direction), environment_mean(), roughness);
    float towards = max(dot(direction, -view.key_direction), 0.0);
    float sharpness = mix(60.0, 2.0, sqrt(roughness));
    // A lobe of constant energy: the wider, the dimmer.
    return seen + view.key_colour * pow(max(towards, 0.0), sharpness) * (sharpness + 1.0) * HALO_SHARE;
}

// GGX distribution of normals, 1/sr. n_h: cosine between the normal and the half-way direction.
float ggx(float n_h, float alpha)
{
    float d = (n_h * alpha * alpha - n_h) * n_h + 1.0;
    return alpha * alpha / (PI * d * d);
}

// GGX of a normal that turns within the pixel: the peak is constant over slopes up to `turn` to both sides along a unit tangent,
// and lower by the same factor (after Kaplanyan et al. 2016, "Filtering Distributions of Normals for Shading Antialiasing").
// t_h: cosine between that tangent and the half-way direction.
float ggx_turning(float n_h, float t_h, float turn, float alpha)
{
    float beyond = max(abs(t_h) - turn * n_h, 0.0);
    float across = max(1.0 - n_h * n_h - t_h * t_h, 0.0);
    float d = n_h * n_h + (across + beyond * beyond) / (alpha * alpha);
    return 1.0 / (PI * alpha * (alpha + turn) * d * d);
}

// Height-correlated Smith visibility: the masking-shadowing term over 4 n_v n_l. n_v, n_l: cosines of eye and light.
float smith(float n_v, float n_l, float alpha)
{
    float a2 = alpha * alpha;
    float v = n_l * sqrt(n_v * n_v * (1.0 - a2) + a2);
    float l = n_v * sqrt(n_l * n_l * (1.0 - a2) + a2);
    return 0.5 / max(v + l, 1e-5);
}

// Reflectance of the environment: x * F0 + y, a fit of the split sum (Karis 2014, "Physically Based Shading on Mobile").
vec2 environment_factors(float roughness, float n_v)
{
    const vec4 c0 = vec4(-1.0, -0.0275, -0.572, 0.022);
    const vec4 c1 = vec4(1.0, 0.0425, 1.04, -0.04);
    vec4 r = roughness * c0 + c1;
    float a = min(r.x * r.x, exp2(-KARIS_SLOPE * n_v)) * r.x + r.y;
    return KARIS_SCALE * a + r.zw;
}

// Approximation of `smith` without square roots, for bevels (Hammon 2017, "PBR Diffuse Lighting for GGX+Smith Microsurfaces").
float smith_fast(float n_v, float n_l, float alpha)
{
    return 0.5 / max(mix(2.0 * n_l * n_v, n_l + n_v, alpha), 1e-5);
}

// Light from one direction, as radiance towards the eye per unit of irradiance at facing. face, bevel: unit normals of
// the two parts of the pixel; each has its highlight.
vec3 lit_from(Surface s, vec3 face, vec3 bevel, vec3 f0, vec3 eye, vec3 to_light)
{
    float facing = dot(s.normal, to_light);
    float through = s.translucency * max(-facing * WRAP.x + WRAP.y, 0.0);
    vec3 diffuse = s.albedo * (1.0 - s.metalness) / PI * (max(facing, 0.0) * (1.0 - s.translucency) + through);
    float alpha = max(s.roughness * s.roughness, MIN_ALPHA);
    vec3 between = eye + to_light, half_way = between * inversesqrt(max(dot(between, between), 1e-12));
    vec3 fresnel = schlick(f0, max(dot(eye, half_way), 0.0));
    float n_h = max(dot(face, half_way), 0.0), n_v = max(dot(face, eye), 1e-3), n_l = max(dot(face, to_light), 0.0);
    float highlight = ggx(n_h, alpha) * smith(n_v, n_l, alpha) * n_l * (1.0 - s.bevel_share);
    float b_h = max(dot(bevel, half_way), 0.0), b_v = max(dot(bevel, eye), 1e-3), b_l = max(dot(bevel, to_light), 0.0);
    highlight += ggx_turning(b_h, dot(s.bevel_tangent, half_way), s.bevel_turn, alpha) * smith_fast(b_v, b_l, alpha)
               * b_l * s.bevel_share;
    return diffuse + fresnel * highlight;
}

// F0: reflectance at normal incidence.
vec3 reflectance(Surface s)
{
    float dielectric = (s.ior - 1.0) / (s.ior + 1.0);
    return mix(vec3(dielectric * dielectric * s.specular), s.albedo, s.metalness);
}

// Radiance of a surface towards the eye, without transmitted light. relative: position, m; eye: unit, from the surface to the
// eye; geometric: unit normal of the mesh, for the shadow bias; world axes.
vec3 lit(Surface s, vec3 relative, vec3 eye, vec3 geometric)
{
    vec3 f0 = reflectance(s);
    float n_v = max(dot(s.normal, eye), 1e-3);
    vec2 factors = environment_factors(s.roughness, n_v);
    vec3 face = normalize(s.normal + s.to_face), bevel = normalize(s.normal + s.to_bevel);
    vec3 light = s.emission;
    vec3 around = mix(environment_radiance(s.normal), environment_radiance(-s.normal), s.translucency * 0.5);
    light += s.albedo * (1.0 - s.metalness) * around * s.occlusion;
    light += (f0 * factors.x + factors.y * s.specular) * reflected_environment(reflect(-eye, s.normal), s.roughness) * s.occlusion;
    light += lit_from(s, face, bevel, f0, eye, -view.key_direction) * view.key_colour * key_visibility(relative, geometric);
    for (int i = u_lights.x; i < u_lights.y; i++) {
        vec3 way = view.point_place[i].xyz - relative;
        float distance_2 = dot(way, way), radius = view.point_place[i].w, reach = view.point_colour[i].a;
        float falloff = light_falloff(distance_2, reach, max(distance_2, radius * radius));
        if (falloff <= 0.0) continue;
        light += lit_from(s, face, bevel, f0, eye, way * inversesqrt(max(distance_2, 1e-8))) * view.point_colour[i].rgb * falloff;
    }
    return light;
}
