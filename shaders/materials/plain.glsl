// A uniform colour with a roughness and a metalness.
/* [parameters]
colour    = { type = "colour", description = "linear albedo" }
roughness = { type = "float", low = 0.0, high = 1.0, description = "roughness of the surface" }
metalness = { type = "float", low = 0.0, high = 1.0, description = "0 is a dielectric, 1 a metal" }
emission  = { type = "float", description = "radiance per unit of colour" }
*/

const float BEVEL = 0.012;  // m

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    s.albedo = u_colour * f.tint.rgb;
    s.roughness = u_roughness;
    s.metalness = u_metalness;
    s.emission = u_colour * u_emission;
    bevel(s, f, BEVEL, 1.0, vec3(0.0));
    return s;
}
