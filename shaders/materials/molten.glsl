// A molten sphere: at first glowing gas in wide slow billows; as it cools, a dark skin closes over it and tears along threads.
/* [parameters]
glow  = { type = "float", description = "radiance of the hottest parts" }
hot   = { type = "float", low = 0.0, high = 1.0, description = "how hot it is: 1 glows all over, 0 only in the tears of its skin" }
scale = { type = "float", description = "features per unit of length of model space" }
*/

const float CELLS = 3.6;                        // of the billows, per feature
const vec2 WARP = vec2(0.8, 1.1);               // cells of the noise that bends the billows, per cell; cells by which it does
const float THREADS = 2.6;                      // cells of the tears, per cell
const float THREADS_BENT = 2.6;                 // cells by which they bend
const vec2 SKIN = vec2(1.25, 0.50);             // heat that the skin takes away where it is thickest, when cold and when hot
const float COOLED = 0.36;                      // heat that is gone everywhere when it is cold
const vec2 TORN = vec2(0.56, 0.88);             // of the ridges of the noise: where a tear begins, where it is bare
const vec2 KELVIN = vec2(1150.0, 5200.0);       // of the skin, of what is bare
const vec2 LIGHT = vec2(0.012, 3.2);            // factors on u_glow: of the skin, of what is bare
const vec2 LIMB = vec2(0.75, 0.92);             // share of the light, and of the heat, at the edge of the disc

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    const vec3 flow = vec3(0.05, 0.03, -0.04);  // cells a second
    vec3 p = f.object * u_scale * CELLS;
    vec3 bend = vec3(moving_fbm(p * WARP.x, 2, flow * 3.0), moving_fbm(p * WARP.x + 8.0, 2, flow * -2.0), 0.0);
    float billow = smoothstep(0.22, 0.78, moving_fbm(p + bend * WARP.y, 3, flow));
    float tear = smoothstep(TORN.x, TORN.y, ridged(p.zxy * THREADS + bend.yxx * THREADS_BENT, 3));
    float facing = max(dot(f.normal, f.view), 0.0);
    // Thick skin lies in the folds; what wells up between them is bare.
    float heat = 1.0 - (1.0 - billow) * mix(SKIN.x, SKIN.y, u_hot) - COOLED * (1.0 - u_hot);
    heat = clamp(max(heat, tear * (0.62 + 0.38 * u_hot)), 0.0, 1.0) * mix(LIMB.y, 1.0, facing);
    s.albedo = vec3(0.015);
    s.roughness = 0.9;
    s.emission = blackbody(mix(KELVIN.x, KELVIN.y, heat)) * u_glow * (LIGHT.x + LIGHT.y * heat * heat) * mix(LIMB.x, 1.0, facing);
    return s;
}
