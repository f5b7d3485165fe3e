// Heavy woven cloth. Regions (tint.a): 0 robe, 1 trim, 2 belt, 3 emblem (metal), 4 leather.
// Grazing light scatters in the nap: a lobe of inverted Gaussian shape (Ashikhmin and Premoze 2007), baked to a rim.
/* [parameters]
colour = { type = "colour", description = "linear albedo of the robe" }
trim   = { type = "colour", description = "linear albedo of collar, hem, mantle; the metal of belt and emblem" }
*/

const float WEAVE = 260.0;       // threads a metre
const float WEAVE_FAR = 0.0025;  // m a pixel at which threads are too fine to show
const float BEVEL = 0.006;       // m, of metal
const vec3 LEATHER = vec3(0.022, 0.016, 0.014);

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = floor(f.tint.a + 0.5);
    bool trim = region == 1.0;
    bool metal = region == 2.0 || region == 3.0;
    vec3 thread = region == 4.0 ? LEATHER : (trim || metal) ? u_trim : u_colour;
    float pixel = length(abs(f.object_x) + abs(f.object_y));
    float show = 1.0 - smoothstep(WEAVE_FAR * 0.25, WEAVE_FAR, pixel);
    vec2 warp = sin(f.object.xy * WEAVE) * sin(f.object.zy * WEAVE * 1.03);
    float mottled = value_noise(f.object * vec3(9.0, 3.0, 9.0));
    s.albedo = thread * f.tint.rgb * (0.78 + 0.34 * mottled + 0.12 * show * warp.x);
    s.roughness = region == 4.0 ? 0.5 : metal ? 0.32 : 0.82;
    s.metalness = metal ? 0.85 : 0.0;
    s.specular = metal ? 1.0 : 0.5;
    s.translucency = region == 0.0 ? 0.28 : 0.0;
    // The nap: what faces away from the eye catches the light of the environment.
    float grazing = pow(max(1.0 - max(dot(f.normal, f.view), 0.0), 0.0), 3.0);
    if (!metal && region != 4.0)
        s.emission = (thread + 0.02) * grazing * 0.55 * environment_radiance(reflect(-f.view, f.normal));
    if (metal) bevel(s, f, BEVEL);
    return s;
}
