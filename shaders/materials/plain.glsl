// One colour, as rough or as metallic as asked for.
uniform vec3 u_colour;      // linear albedo
uniform float u_roughness;  // [0, 1]
uniform float u_metalness;  // [0, 1]
uniform float u_emission;   // radiance per unit of colour

const float BEVEL = 0.012;  // m

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    s.albedo = u_colour * f.tint.rgb;
    s.roughness = u_roughness;
    s.metalness = u_metalness;
    s.emission = u_colour * u_emission;
    bevel(s, f, BEVEL);
    return s;
}
