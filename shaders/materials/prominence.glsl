// Glowing gas along field lines. tint.r: strand, tint.g: a number of the strand's own.
uniform float u_brightness;  // radiance of the star's disc
uniform vec3 u_colour;       // linear
uniform float u_activity;    // [0, 2]

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float height = length(f.object) - 0.97;
    float knots = fbm(f.object * 26.0 + vec3(0.0, f.time * 0.25, f.tint.g * 9.0), 3);
    s.albedo = vec3(0.0);
    s.specular = 0.0;
    s.emission = u_colour * vec3(1.0, 0.75, 0.8) * u_brightness * u_activity * 0.75 * smoothstep(0.3, 0.7, knots) * exp(-height * 5.0);
    return s;
}
