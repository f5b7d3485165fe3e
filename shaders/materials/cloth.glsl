// Heavy woven cloth. Regions (tint.a): 0 robe, 1 trim, 2 belt, 3 emblem (metal), 4 leather.
// Grazing light scatters in the nap: a lobe of inverted Gaussian shape (Ashikhmin and Premoze 2007), baked to a rim.
/* [parameters]
colour = { type = "colour", description = "linear albedo of the robe" }
trim   = { type = "colour", description = "linear albedo of collar, hem, mantle; the metal of belt and emblem" }
weave  = { type = "float", low = 1.0, unit = "1/m", default = 260.0, description = "angular frequency of the pattern of threads" }
folds  = { type = "float", low = 0.0, default = 1.0, description = "factor on the height of the folds of the drapery" }
whitened = { type = "float", low = 0.0, high = 1.0, default = 0.3, description = "share of the colour of light that is left out, so that the own colour shows" }
*/
#include "common/colour.glsl"
#include "common/relief.glsl"

const vec3 FOLDS = vec3(0.075, 0.019, 0.075);  // cells of the noise of folds in a radian of the weave
const float FOLD_HEIGHT = 6.0, FOLD_FAR = 4.0;  // radians of the weave: of a fold, and of a pixel at which they are too fine to show
const float SLANT = 0.3, STIFF = 0.5, FOLD_DARK = 0.45;  // of folds: lean; share in trim; share of the light around that valleys lack
const float WEAVE_FAR = 0.65;    // radians of the pattern per pixel at which threads are too fine to show
const float BEVEL = 0.006;       // m, of metal
const vec3 LEATHER = vec3(0.022, 0.016, 0.014);
const float ROBE = 0.0, TRIM = 1.0, BELT = 2.0, EMBLEM = 3.0, LEATHERN = 4.0;  // regions
const float WARP_DETUNE = 1.03;        // of one thread direction against the other, so that they never line up
const vec3 ALBEDO = vec3(0.78, 0.34, 0.12);  // factor on the thread's: least, added by mottling, added by single threads
const float METAL_ROUGHNESS = 0.32, CLOTH_ROUGHNESS = 0.82, METALNESS = 0.85, ROBE_TRANSLUCENCY = 0.28;
// Gold and gold thread. In blue light the albedo of gold is olive; the red of the alloy is stronger than that of dyed
// thread.
const vec3 GILT_ALBEDO = vec3(0.60, 0.50, 0.28);  // factor on the albedo of trim
const float GILT = 1.0;  // share of all light about it that it reflects in its own colour
const vec3 TOWARDS = vec3(0.0, 0.7, 0.0);         // added to the direction of the reflection: from above, where halls are bright
const float NAP_ALBEDO = 0.02, NAP = 0.55;   // added to the thread's albedo in the nap; share of the environment that it scatters

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = floor(f.tint.a + 0.5);
    bool trim = region == TRIM;
    bool metal = region == BELT || region == EMBLEM;
    vec3 thread = region == LEATHERN ? LEATHER : (trim || metal) ? u_trim : u_colour;
    float pixel = u_weave * length(abs(f.object_x) + abs(f.object_y));
    float show = 1.0 - smoothstep(WEAVE_FAR * 0.25, WEAVE_FAR, pixel);
    vec2 warp = sin(f.object.xy * u_weave) * sin(f.object.zy * u_weave * WARP_DETUNE);
    // Drapery: long folds aslant on the body, with the height (1 - side^2)^2; finer than a few pixels they would
    // flicker.
    vec3 leaning = vec3(SLANT, 0.0, -SLANT), folds = FOLDS * u_weave;
    vec4 noise = value_noise_slope((f.object + leaning * f.object.y) * folds);
    float seen = 1.0 - smoothstep(FOLD_FAR * 0.35, FOLD_FAR, pixel), folded = metal ? 0.0 : trim ? STIFF * seen : seen;
    float side = 2.0 * noise.w - 1.0, crest = 1.0 - side * side, mottled = mix(0.5, noise.w, min(u_folds, 1.0) * seen);
    vec3 slope = noise.xyz * folds * (FOLD_HEIGHT / u_weave * u_folds * folded * side * crest) * -8;
    slope.y += dot(slope, leaning);
    s.normal = in_relief(f, slope);
    s.occlusion = 1.0 - FOLD_DARK * folded * (1.0 - crest * crest);
    s.albedo = thread * f.tint.rgb * (ALBEDO.x + ALBEDO.y * mottled + ALBEDO.z * show * warp.x);
    s.roughness = region == LEATHERN ? 0.5 : metal ? METAL_ROUGHNESS : CLOTH_ROUGHNESS;
    s.metalness = metal ? METALNESS : 0.0;
    s.specular = metal ? 1.0 : 0.5;
    s.whitened = u_whitened;
    s.translucency = region == ROBE ? ROBE_TRANSLUCENCY : 0.0;
    // Gold reflects what is bright around it, whatever its colour, so that it stays gold in blue light.
    bool gilt = trim || metal;
    vec3 around = environment_radiance(normalize(reflect(-f.view, f.normal) + (gilt ? TOWARDS : vec3(0.0))));
    s.albedo *= gilt ? GILT_ALBEDO : vec3(1.0);
    s.emission += u_trim * f.tint.rgb * (gilt ? GILT * luminance(around) * (ALBEDO.x + ALBEDO.y * mottled) : 0.0);
    // The nap: what faces away from the eye catches the light of the environment.
    float grazing = pow(max(1.0 - max(dot(f.normal, f.view), 0.0), 0.0), 3.0);
    s.emission += (thread + NAP_ALBEDO) * (metal || region == LEATHERN ? 0.0 : grazing * NAP) * whitened(around, u_whitened);
    if (metal) bevel(s, f, BEVEL, 1.0, vec3(0.0));
    return s;
}
