// Quilted cloth, soft: the lining of a crib. tint.a above 0.5 is the piping along its rim.
#include "common/quilt.glsl"
/* [parameters]
colour = { type = "colour", description = "linear albedo" }
warm   = { type = "float", low = 0.0, description = "warm light scattered within the cloth" }
quilt  = { type = "float", unit = "m", description = "distance between seams" }
*/

const float WEAVE = 900.0;   // threads a metre
const float FUZZ = 0.35;     // light that the nap catches at grazing angles
const vec3 WARM = vec3(1.0, 0.62, 0.30);
const vec3 NEARLY_UP = vec3(0.0, 1.0, 0.02);  // no normal lies along it
const float SEAM_RELIEF = 0.9;     // by how much seams bend the normal
const float BUTTON_DARK = 0.6;     // share of light lost in a button's dip
const float WARM_LIGHT = 0.05;     // share of it that comes out everywhere

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    vec2 place = quilt_place(f.object, 0.0) / u_quilt;
    vec2 within = fract(place) - 0.5;
    // Each field bulges: it falls ever more steeply towards its seams.
    float seam = smoothstep(0.12, 0.5, max(abs(within.x), abs(within.y)));
    seam *= seam;
    float button = 1.0 - smoothstep(0.02, 0.10, length(abs(within) - 0.5));
    float weave = value_noise(f.object * WEAVE) * value_noise(f.object * 0.31 * WEAVE);
    float folds = fbm(f.object * 11.0, 3);
    float piping = step(0.5, f.tint.a);
    seam *= 1.0 - piping;
    vec3 tangent = normalize(cross(f.normal, NEARLY_UP));
    vec3 other = cross(f.normal, tangent);
    s.normal = normalize(f.normal + (tangent * within.x + other * within.y) * seam * SEAM_RELIEF + (folds - 0.5) * 0.25 * tangent);
    s.albedo = u_colour * f.tint.rgb * mix(1.0, 0.80, seam * seam) * mix(0.9, 1.06, folds) * (1.0 - BUTTON_DARK * button * (1.0 - piping));
    s.albedo *= mix(0.92, 1.05, weave);
    s.roughness = 0.92;
    s.specular = 0.35;
    s.translucency = 0.35;
    s.occlusion = mix(1.0, 0.70, seam);
    float nap = pow(max(1.0 - abs(dot(f.normal, f.view)), 0.0), 3.0);
    s.emission = s.albedo * WARM * u_warm * (WARM_LIGHT + FUZZ * nap);
    return s;
}
