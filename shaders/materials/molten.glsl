// A molten sphere: a black-body temperature field that flows; cooler skin drifts on it and tears.
/* [parameters]
glow  = { type = "float", description = "radiance of the hottest parts" }
hot   = { type = "float", low = 0.0, high = 1.0, description = "share of the surface that is bare" }
scale = { type = "float", description = "features per unit of length of model space" }
*/

const float CELLS = 4.0;                        // of the field, per feature
const vec3 LIGHT = vec3(0.02, 0.09, 1.25);      // of the skin, of tears in it, of what is bare: factors on u_glow

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    vec3 p = f.object * u_scale * CELLS;
    const vec3 flow = vec3(0.05, 0.03, -0.04);  // cells a second
    vec3 bend = vec3(moving_fbm(p * 0.9, 3, flow * 3.0), moving_fbm(p * 0.9 + 8.0, 3, flow * -2.0), 0.0);
    float field = moving_fbm(p * 1.5 + bend * 2.4, 4, flow);
    // The skin tears into bright threads at every scale.
    float tears = ridged(p * 2.1 + bend * 1.6, 4);
    float fine = ridged(p * 9.0 + bend * 3.0, 3);
    float bare = smoothstep(0.66 - 0.5 * u_hot, 0.98 - 0.5 * u_hot, 0.55 * field + 0.42 * tears + 0.16 * fine);
    float heat = clamp(bare * mix(0.75, 1.1, fine), 0.0, 1.0);
    s.albedo = vec3(0.015);
    s.roughness = 0.9;
    float facing = max(dot(f.normal, f.view), 0.0);
    s.emission = blackbody(mix(1200.0, 4300.0, heat * (0.55 + 0.45 * facing)))
               * u_glow * (LIGHT.x + LIGHT.y * field * tears + LIGHT.z * heat * heat) * mix(0.65, 1.0, facing);
    return s;
}
