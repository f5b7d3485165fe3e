// Hair in locks: a highlight along the strands (Kajiya and Kay 1989) from the environment, streaks along its fall.
/* [parameters]
colour = { type = "colour", description = "linear albedo" }
whitened = { type = "float", low = 0.0, high = 1.0, default = 0.6, description = "share of the colour of light that is left out, so that the own colour shows" }
*/

const float FINE = 0.012;  // m a pixel
const vec2 ROUGHNESS = vec2(0.42, 0.2);  // between streaks, added on them
const float SHEEN_ALBEDO = 0.02;         // added to the colour where light glances off
const float RING = 0.35, RIM = 0.6;      // shares of the environment: in the ring about the head, along the outline

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    // Strands finer than the pixel would only flicker.
    float show = 1.0 - smoothstep(FINE * 0.3, FINE, length(abs(f.object_x) + abs(f.object_y)));
    float streak = value_noise(f.object * vec3(150.0, 9.0, 150.0));
    s.albedo = u_colour * f.tint.rgb * mix(1.0, 0.6 + 0.8 * streak, show);
    s.roughness = ROUGHNESS.x + ROUGHNESS.y * streak;
    s.whitened = u_whitened;
    s.specular = 0.9;
    s.translucency = 0.25;
    s.normal = normalize(f.normal + 0.25 * show * (streak - 0.5) * vec3(1.0, 0.0, 1.0));
    // Strands fall: what light crosses them at a right angle goes round them as a ring.
    vec3 strand = normalize(vec3(0.0, 1.0, 0.0) - f.normal * f.normal.y + 1e-4);
    float along = dot(strand, f.view), across = sqrt(max(1.0 - along * along, 0.0));
    float rim = pow(max(1.0 - max(dot(f.normal, f.view), 0.0), 0.0), 2.0);
    s.emission = (u_colour + SHEEN_ALBEDO) * (RING * pow(max(across, 0.0), 12.0) * streak + RIM * rim) * whitened(environment_radiance(reflect(-f.view, f.normal)), u_whitened);
    return s;
}
