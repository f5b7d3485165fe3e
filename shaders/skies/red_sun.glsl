// Stars, and a red star's corona: radial fall-off with streamers, and soft loops of gas that stand on the limb.
#include "common/constants.glsl"
#include "common/stars.glsl"
/* [parameters]
brightness = { type = "float", low = 0.0, description = "factor on the radiance of the stars" }
band       = { type = "float", low = 0.0, high = 1.0, description = "strength of the faint band of stars" }
sun        = { type = "direction", description = "where the star is" }
reach      = { type = "float", low = 0.0, high = 1.5707963, unit = "radians", description = "angular radius of the disc" }
corona     = { type = "colour", description = "radiance at the limb, linear" }
*/

const int LOOPS = 11;
const float LOOP_STRAY = 0.8;               // share of its part of the limb by which a loop stands aside
const vec2 LOOP_WIDTH = vec2(0.04, 0.19);   // radians: range of half widths
const vec2 LOOP_HEIGHT = vec2(1.1, 2.8);      // of half the width
const float LOOP_END = 1.7;                 // half widths and heights beyond which a loop has no light
const float LOOP_BEND = 0.45;               // by how much its strands wander
const vec2 LOOP_ARCH = vec2(0.80, 0.36);    // radius of the arch, and half its thickness
const vec2 LOOP_FILL = vec2(0.30, 1.6);     // light within the arch, and how fast it falls off
const float LOOP_LIGHT = 1.0;               // of the corona's radiance at the limb
const vec2 LOOP_SHARE = vec2(2.0, 0.15);    // most light of a loop; of the numbers: below which there is none
const vec2 LOOP_RANGE = vec2(0.97, 0.48);   // disc radii: from where, and up to which height above the limb, there are loops
const vec2 HAIR_THIN = vec2(110.0, 460.0);   // hairs of gas on the limb: features a radian, of tufts, of single hairs
const vec2 HAIR_TALL = vec2(0.004, 0.050);  // disc radii over which a hair's light falls off: the shortest, added at most
const float HAIR_LIGHT = 7.0;               // of the corona's radiance at the limb
const vec2 HAIR_LEAN = vec2(0.6, 23.0);     // by how much they lean, radians a disc radius; how often that changes around
const vec2 INNER = vec2(0.75, 9.0), OUTER = vec2(0.05, 1.1);  // parts of the corona: share of its light; fall-off a disc radius
const vec3 STREAMERS = vec3(3.4, 0.10, 1.6);  // fall-off; light between streamers, added in them
const float NEARLY_UP = 0.9999;             // y of a direction too near the zenith to be crossed with it

// Light of the loops, seen edge-on. round: radians about the disc's middle, from -PI to PI; height: disc radii above
// the limb.
float loops(float round, float height)
{
    float light = 0.0;
    // Loops stand in parts of the limb, one in each; those that reach a place are two at most.
    int first = int(ceil(round / TAU * float(LOOPS) - LOOP_STRAY - LOOP_END * LOOP_WIDTH.y / TAU * float(LOOPS)));
    int last = height < LOOP_END * LOOP_WIDTH.y * LOOP_HEIGHT.y ? first + 2 : first;
    for (int i = first; i < last; i++) {
        int number = (i + LOOPS) % LOOPS;
        vec3 dice = hash33(ivec3(number, 7, 3));
        float half_width = mix(LOOP_WIDTH.x, LOOP_WIDTH.y, dice.y * dice.y), tall = half_width * mix(LOOP_HEIGHT.x, LOOP_HEIGHT.y, dice.z);
        float aside = abs(fract((round - TAU * (float(number) + LOOP_STRAY * dice.x) / float(LOOPS)) / TAU + 0.5) - 0.5) * TAU;
        if (aside > LOOP_END * half_width || height > LOOP_END * tall) continue;
        vec2 p = vec2(aside / half_width, height / tall);
        float bent = length(p) + LOOP_BEND * (moving_fbm(vec3(p * 2.0, float(number) * 5.0), 3, vec3(0.0, 0.0, 0.03)) - 0.5);
        float strands = moving_fbm(vec3(bent * 11.0, atan(p.y, p.x) * 1.6, float(number) * 3.0), 3, vec3(0.0, 0.02, 0.0));
        float arch = (bent - LOOP_ARCH.x) / LOOP_ARCH.y;
        light += (exp(-arch * arch) * mix(0.25, 1.0, smoothstep(0.25, 0.75, strands)) + LOOP_FILL.x * exp(-bent * bent * LOOP_FILL.y)) * LOOP_SHARE.x * smoothstep(LOOP_SHARE.y, 1.0, dice.x);
    }
    return light;
}

// Angle from the middle of the disc, disc radii.
float from_middle(vec3 direction) { return acos(clamp(dot(direction, normalize(u_sun)), -1.0, 1.0)) / max(u_reach, 1e-4); }

// Direction from the middle of the disc, unit.
vec3 side_of(vec3 direction) { return normalize(direction - normalize(u_sun) * dot(direction, normalize(u_sun)) + 1e-6); }

// x: clouds of stars; y: streamers, which grow narrow outwards, and sway.
vec4 sky_form(vec3 direction)
{
    vec3 side = side_of(direction);
    float broad = fbm(side * 2.6 + 3.0, 3);
    float streamers = moving_fbm(side * mix(6.0, 10.0, clamp(from_middle(direction) - 1.0, 0.0, 1.0)), 4, vec3(0.0, 0.0, 0.02));
    return vec4(star_clouds(direction, STAR_CLOUD_OCTAVES), streamers * streamers * broad, 0.0, 0.0);
}

vec3 sky(vec3 direction, vec4 form)
{
    float angle = from_middle(direction), out_of_disc = max(angle - 1.0, 0.0);
    vec3 side = side_of(direction);
    float fall = INNER.x * exp(-out_of_disc * INNER.y) + exp(-out_of_disc * STREAMERS.x) * (STREAMERS.y + STREAMERS.z * form.y)
               + OUTER.x * exp(-out_of_disc * OUTER.y);
    if (angle > LOOP_RANGE.x && out_of_disc < LOOP_RANGE.y) {
        // Perpendicular to the direction of the sun; near the zenith, z is used instead of y.
        vec3 right = normalize(cross(normalize(u_sun), abs(normalize(u_sun).y) < NEARLY_UP ? vec3(0.0, 1.0, 0.0) : vec3(0.0, 0.0, 1.0)));
        float round = atan(dot(side, cross(right, normalize(u_sun))), dot(side, right));
        float leant = round + HAIR_LEAN.x * out_of_disc * sin(round * HAIR_LEAN.y);
        float tuft = value_noise(vec3(leant * HAIR_THIN.x, 2.0, 0.0)), hair = value_noise(vec3(leant * HAIR_THIN.y, 5.0, out_of_disc * 9.0));
        fall += HAIR_LIGHT * hair * hair * exp(-out_of_disc / (HAIR_TALL.x + HAIR_TALL.y * tuft * tuft * hair)) * smoothstep(-0.006, 0.004, angle - 1.0);
        fall += LOOP_LIGHT * loops(round, angle - 1.0) * smoothstep(-0.01, 0.012, angle - 1.0);
    }
    return u_corona * fall + u_brightness * u_band * band_light(direction, form.x);
}

float star_brightness(vec3 direction) { return u_brightness; }
