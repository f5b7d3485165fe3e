// Hair in locks: a highlight along the strands (Kajiya and Kay 1989) from the environment, streaks along its fall.
// Regions (tint.a): 0 strands that fall from the crown, 1 from a parting to the sides, 2 from the brow backwards.
/* [parameters]
colour = { type = "colour", description = "linear albedo" }
whitened = { type = "float", low = 0.0, high = 1.0, default = 0.6, description = "share of the colour of light that is left out, so that the own colour shows" }
*/

const float FINE = 0.012;  // m a pixel
const vec2 AXIS = vec2(0.0, -0.012);     // m, x and z of the axis of the head, about which strands fall from the crown
const float SKULL = 0.15;  // m, height of the middle of the skull, about which strands are combed
const float PARTED = 1.0, SWEPT = 2.0;   // regions
const float CLUMPS = 7.0, STRANDS = 27.0;  // cells of noise in a radian about it
const vec3 SHADE = vec3(0.62, 0.5, 0.3); // factor on the colour: least, added by clumps, added by strands
const vec2 ROUGHNESS = vec2(0.42, 0.2);  // between streaks, added on them
const float SHEEN_ALBEDO = 0.01;         // added to the colour where light glances off
const float RING = 0.5, RIM = 0.35;      // shares of the environment: in the ring about the head, along the outline
const float SHIFTED = 0.5;               // by which clumps shift the ring along their strands
const float RIDGE = 0.35;                // slope of the relief of strands

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    // Strands finer than the pixel would only flicker.
    float show = 1.0 - smoothstep(FINE * 0.3, FINE, length(abs(f.object_x) + abs(f.object_y)));
    // Each strand lies in one direction from the axis about which hair is combed, a little wavy.
    float region = floor(f.tint.a + 0.5);
    vec3 place = f.object - vec3(AXIS.x, SKULL, AXIS.y);
    vec3 lie = region == PARTED ? place.yzx : region == SWEPT ? vec3(place.x, length(place.yz), place.z) : vec3(place.xz, f.object.y);
    show *= region == PARTED ? smoothstep(0.01, 0.05, length(lie.xy)) : 1.0;  // beside the ears they run together
    vec2 around = normalize(lie.xy + 1e-5);
    float clump = value_noise(vec3(around * CLUMPS, lie.z * 7.0));
    float streak = mix(0.5, value_noise(vec3(around * STRANDS + clump, lie.z * 11.0)), show);
    s.albedo = u_colour * f.tint.rgb * (SHADE.x + SHADE.y * clump + SHADE.z * streak);
    s.roughness = ROUGHNESS.x + ROUGHNESS.y * streak;
    s.whitened = u_whitened;
    s.specular = 0.6;
    s.translucency = 0.25;
    vec3 aside = region == PARTED ? vec3(0.0, around.y, -around.x) : vec3(around.y, 0.0, -around.x);
    s.normal = normalize(f.normal + RIDGE * show * (streak - 0.5) * aside);
    // What light crosses the strands at a right angle goes round them as a ring, in pieces: each clump lies at another
    // slant.
    vec3 strand = normalize(vec3(0.0, 1.0, 0.0) - f.normal * f.normal.y + 1e-4);
    float along = dot(strand, f.view) + SHIFTED * (clump - 0.5), across = sqrt(max(1.0 - along * along, 0.0));
    float rim = pow(max(1.0 - max(dot(f.normal, f.view), 0.0), 0.0), 2.0);
    s.emission = (u_colour + SHEEN_ALBEDO) * (RING * pow(max(across, 0.0), 14.0) * streak + RIM * rim) * whitened(environment_radiance(reflect(-f.view, f.normal)), u_whitened);
    return s;
}
