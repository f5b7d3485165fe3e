// Skin of heads and hands. Regions (tint.a): 0 skin, 1 lashes, brows and other dark parts, 2 lips, 3 eyeballs in the
// colour of their tint, 4 globes of eyes about the origin of their piece, which look along z.
/* [parameters]
colour = { type = "colour", description = "linear albedo" }
iris = { type = "colour", default = [0.10, 0.055, 0.030], description = "linear albedo of the iris" }
whitened = { type = "float", low = 0.0, high = 1.0, default = 0.65, description = "share of the colour of light that is left out, so that the own colour shows" }
painted = { type = "float", low = 0.0, high = 1.0, default = 0.0, neutral = 0.0, description = "strength of closed lids' seams and brows that are painted on a face that looks along y, alike on both sides of z" }
lids = { type = "vec4", default = [0.0, 0.0, 1.0, 0.0], description = "seam of the closed lids, m: place x and z of its middle, half its length, x of its ends beyond the middle" }
brows = { type = "vec4", default = [0.0, 0.0, 1.0, 0.0], description = "brow: place x and z of its middle, m; half its length, m; by how much x grows with z" }
*/
#include "generated/view.glsl"
#include "common/constants.glsl"

const int REGIONS = 5;
const vec3 DARK = vec3(0.020, 0.013, 0.010);
const vec3 LIPS = vec3(0.80, 0.46, 0.43);  // factor on the skin
const float SKIN = 0.0, DARK_PARTS = 1.0, MOUTH = 2.0, EYEBALLS = 3.0, GLOBES = 4.0;  // regions
const float DARK_ROUGHNESS = 0.5, WET = 0.14, SKIN_ROUGHNESS = 0.52, LIP_ROUGHNESS = 0.42, TRANSLUCENCY = 0.32;
const vec3 BLOOD = vec3(0.9, 0.34, 0.21);  // colour of light that was under the skin
const vec3 SHALLOW = vec3(0.92, 0.60, 0.46);  // colour of light that was just under the skin
const vec2 UNDER = vec2(0.55, 0.90);      // share of the key light that was under the skin, in shadows too; how far round it comes, as the cosine
const vec2 SCATTERED = vec2(0.34, 0.48);  // share of the environment's light that was there: everywhere, added where the skin turns away from the eye

// Parts of the eye. Angles on the globe from where it looks, radians.
const vec3 EYE_WHITE = vec3(0.58, 0.55, 0.53);
const float IRIS = 0.53, PUPIL = 0.235, LIMBUS = 0.10;  // radii; width of the dark rim of the iris
const float LIMBUS_DARK = 0.25, IRIS_BELOW = 0.8;       // factor on the iris at its rim; light that its lower half gathers, share
const vec2 LID_SHADE = vec2(0.05, 0.75);                // heights on the globe from which on, and at which, the upper lid shades it
const float SHADED = 0.55, GLOW = 0.22;                 // share that this takes; light under the white, of the environment's
// The light in the eye that makes it live: an image of the key light, kept where the eye of the viewer sees it.
const float GLINT_ASIDE = 0.30, GLINT_UP = 0.7;         // tangent of its angle from the viewer's direction; how much higher than the key it comes
const float GLINT_RADIUS = 0.155, GLINT_PIXELS = 0.6;   // radians on the globe, and the least in the picture
const vec2 GLINT = vec2(5.5, 3.2);                      // its radiance, of that of a white surface in all light from around, and in the key light

// Lines painted on a face.
const float LASHES = 0.0026, BROW = 0.0040, BROW_BEND = -0.0022;  // m: widths in the middle; x of the brow's ends
const vec3 LASH_TINT = vec3(1.6, 1.2, 1.0), BROW_TINT = vec3(3.2, 2.3, 1.7);  // factors on what is dark

// How far a place is within a radius, 0 to 1 over a pixel.
float within(float radius, float at, float pixel) { return clamp((radius - at) / pixel + 0.5, 0.0, 1.0); }

// Share of the pixel that a line painted on a face covers. place: x and z, m; line: as the parameters above; bend: x of
// its ends beyond its middle, m; slope: of x over z; width: m, tapered to both ends.
float painted_line(Fragment f, vec2 place, vec3 line, float bend, float slope, float width)
{
    float along = (place.y - line.y) / line.z, left = max(1.0 - along * along, 0.0);
    float away = place.x - line.x - bend * (1.0 - left) - slope * (place.y - line.y);
    return left > 0.0 ? line_share(away, width * sqrt(left), pixel_across(vec3(1.0, 0.0, 0.0), f.object_x, f.object_y)) : 0.0;
}

// Lines on the skin itself, which no coarser mesh hides or breaks up.
void paint_face(inout Surface s, Fragment f)
{
    vec2 place = vec2(f.object.x, abs(f.object.z));
    float lids = painted_line(f, place, u_lids.xyz, u_lids.w, 0.0, LASHES), brow = painted_line(f, place, u_brows.xyz, BROW_BEND, u_brows.w, BROW);
    s.albedo = mix(s.albedo, DARK * LASH_TINT, u_painted * lids);
    s.albedo = mix(s.albedo, DARK * BROW_TINT, u_painted * brow);
}

void paint_globe(inout Surface s, Fragment f)
{
    vec3 place = normalize(f.object);
    float pixel = max(0.5 * (length(f.object_x) + length(f.object_y)) / length(f.object), 1e-4);
    float at = acos(clamp(place.z, -1.0, 1.0));
    float rim = within(IRIS - LIMBUS, at, pixel + LIMBUS);
    vec3 iris = u_iris * mix(LIMBUS_DARK, 1.0 + IRIS_BELOW * clamp(-place.y / IRIS, -1.0, 1.0), rim);
    vec3 colour = mix(EYE_WHITE, iris, within(IRIS, at, pixel));
    colour *= 1.0 - within(PUPIL, at, pixel);
    s.albedo = colour * (1.0 - SHADED * smoothstep(LID_SHADE.x, LID_SHADE.y, place.y));
    s.emission = s.albedo * GLOW * whitened(environment_radiance(f.normal), u_whitened);
    vec3 key = -view.key_direction, aside = key - f.view * dot(key, f.view) + vec3(0.0, GLINT_UP, 0.0);
    vec3 towards = normalize(f.view + GLINT_ASIDE * normalize(aside + vec3(0.0, 1e-3, 0.0)));
    float drawn = max(GLINT_RADIUS, GLINT_PIXELS * pixel), small = GLINT_RADIUS / drawn;
    float glint = within(drawn, acos(clamp(dot(f.normal, towards), -1.0, 1.0)), pixel) * small;
    float front = 0.5 + 0.5 * dot(key, f.view);  // a key light from behind the head is not seen in the eye
    s.emission += glint * dot(GLINT, vec2(luminance(environment_mean()), luminance(view.key_colour) / PI * front * front));
}

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float region = region_of(f);
    s.whitened = u_whitened;
    s.specular = 0.7;
    s.albedo = region == EYEBALLS ? f.tint.rgb : region == DARK_PARTS ? DARK * f.tint.rgb : u_colour * f.tint.rgb * (region == MOUTH ? LIPS : vec3(1.0));
    s.roughness = region >= EYEBALLS ? WET : region == DARK_PARTS ? DARK_ROUGHNESS : region == MOUTH ? LIP_ROUGHNESS : SKIN_ROUGHNESS;
    if (region == GLOBES) {
        paint_globe(s, f);
        return s;
    }
    s.translucency = region == SKIN ? TRANSLUCENCY : 0.0;
    if (u_painted > 0.0 && region == SKIN) paint_face(s, f);
    // Light that wanders under the skin reddens its shade.
    float aside = 1.0 - max(dot(f.normal, f.view), 0.0);
    s.emission = s.albedo * BLOOD * (SCATTERED.x + SCATTERED.y * aside * aside) * whitened(environment_radiance(f.normal), u_whitened);
    float wrapped = max((UNDER.y - dot(f.normal, view.key_direction)) / (UNDER.y + 1.0), 0.0);
    s.emission += s.albedo * SHALLOW * (UNDER.x / PI * wrapped * wrapped) * whitened(view.key_colour, u_whitened);
    return s;
}
