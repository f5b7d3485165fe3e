// Molten rock far below: dark crust adrift on black-body light.
/* [parameters]
glow = { type = "float", description = "radiance of the hottest parts" }
*/

const float COOL = 1150.0;  // K
const float HOT = 2100.0;   // K
const float DRIFT = 0.12;   // cells a second
const float CRUST_LIGHT = 0.06;   // of u_glow

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float crust = moving_ridged(f.object * vec3(0.8, 1.0, 0.8), 4, vec3(0.0, DRIFT, 0.0));
    float heat = smoothstep(0.35, 0.9, crust);
    s.albedo = vec3(0.02);
    s.roughness = 0.9;
    s.emission = blackbody(mix(COOL, HOT, heat)) * u_glow * (CRUST_LIGHT + heat * heat);
    return s;
}
