// Soft cloth over padding, gathered along the rim: the lining of a crib. tint.a above 0.5 is the piping along its rim.
#include "common/gathers.glsl"
#include "common/relief.glsl"
/* [parameters]
colour = { type = "colour", description = "linear albedo" }
piping = { type = "colour", description = "linear albedo of the piping and of the outside" }
warm   = { type = "float", low = 0.0, description = "warm light scattered within the cloth" }
*/

#define DULL
const float THIN = 0.35;  // share of the light that comes through the cloth
const float WEAVE = 900.0;   // threads a metre
const vec3 MATT = vec3(1.13, 1.16, 1.11);  // factor on the albedo, for what the nap would reflect in highlights
const float WEAVE_FAR = 0.5; // threads per pixel at which they are too fine to show
const float FUZZ = 0.35;     // light that the nap catches at grazing angles
const vec3 WARM = vec3(1.0, 0.62, 0.30);
const float FOLD_RELIEF = 0.34;    // by how much folds bend the normal
const vec2 FOLD_DARK = vec2(0.16, 0.34);  // in the depth of a fold: share of the albedo lost, of the light around
const float CREASES = 11.0;        // 1/m
const float CREASE_RELIEF = 0.22;  // by how much creases bend the normal
const float WARM_LIGHT = 0.05;     // share of it that comes out everywhere

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    vec3 across;
    float cloth = 1.0 - step(0.5, f.tint.a);
    vec2 fold = gathers(f.object, pixel_in_model(f), across) * cloth;
    float deep = 0.5 - 0.5 * fold.x;
    float show = 1.0 - smoothstep(0.0, WEAVE_FAR, WEAVE * length(abs(f.object_x) + abs(f.object_y)));
    float weave = mix(0.5, value_noise(f.object * WEAVE), show);
    float creases = fbm(f.object * CREASES, 2);
    vec3 tangent = carried_to_world(f, across);
    s.normal = normalize(f.normal - tangent * (fold.y * FOLD_RELIEF + (creases - 0.5) * CREASE_RELIEF));
    s.albedo = mix(u_piping, u_colour, cloth) * MATT * f.tint.rgb * (1.0 - FOLD_DARK.x * deep * cloth) * mix(0.86, 1.06, creases) * mix(0.9, 1.08, weave);
    s.roughness = 0.92;
    s.specular = 0.35;
    s.translucency = THIN * cloth;
    s.occlusion = 1.0 - FOLD_DARK.y * deep * deep * cloth;
    float nap = pow(max(1.0 - abs(dot(s.normal, f.view)), 0.0), 3.0);
    s.emission = s.albedo * WARM * u_warm * (WARM_LIGHT + FUZZ * nap) * s.occlusion;
    return s;
}
