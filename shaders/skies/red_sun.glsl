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

// Light of the loops, seen edge-on. round: radians about the disc's middle; height: disc radii above the limb.
float loops(float round, float height)
{
    float light = 0.0;
    for (int i = 0; i < LOOPS; i++) {
        vec3 dice = hash33(ivec3(i, 7, 3));
        float half_width = mix(0.05, 0.19, dice.y * dice.y), tall = half_width * mix(0.7, 1.5, dice.z);
        float aside = abs(fract((round - TAU * (float(i) + 0.8 * dice.x) / float(LOOPS)) / TAU + 0.5) - 0.5) * TAU;
        if (aside > 1.7 * half_width || height > 1.7 * tall) continue;
        vec2 p = vec2(aside / half_width, height / tall);
        float bent = length(p) + 0.34 * (moving_fbm(vec3(p * 2.0, float(i) * 5.0), 3, vec3(0.0, 0.0, 0.03)) - 0.5);
        float strands = moving_fbm(vec3(bent * 11.0, atan(p.y, p.x) * 1.6, float(i) * 3.0), 3, vec3(0.0, 0.02, 0.0));
        float arch = (bent - 0.85) / 0.20;
        light += (exp(-arch * arch) * smoothstep(0.25, 0.75, strands) + 0.12 * exp(-bent * bent * 1.5)) * mix(0.5, 1.1, dice.x);
    }
    return light;
}

vec3 sky(vec3 direction)
{
    float angle = acos(clamp(dot(direction, normalize(u_sun)), -1.0, 1.0)) / max(u_reach, 1e-4);
    vec3 side = normalize(direction - normalize(u_sun) * dot(direction, normalize(u_sun)) + 1e-6);
    float out_of_disc = max(angle - 1.0, 0.0);
    // Streamers grow narrow outwards, and sway.
    float broad = fbm(side * 2.6 + 3.0, 3);
    float streamers = moving_fbm(side * mix(6.0, 10.0, clamp(out_of_disc, 0.0, 1.0)), 4, vec3(0.0, 0.0, 0.02));
    float fall = 0.75 * exp(-out_of_disc * 9.0) + exp(-out_of_disc * 3.4) * (0.10 + 1.6 * streamers * streamers * broad)
               + 0.05 * exp(-out_of_disc * 1.1);
    if (angle > 0.97 && out_of_disc < 0.48) {
        // Square to the way to the sun, whichever way that is: from the zenith any other will do.
        vec3 right = normalize(cross(normalize(u_sun), abs(normalize(u_sun).y) < 0.9999 ? vec3(0.0, 1.0, 0.0) : vec3(0.0, 0.0, 1.0)));
        float round = atan(dot(side, cross(right, normalize(u_sun))), dot(side, right));
        fall += 4.5 * loops(round, angle - 1.0) * smoothstep(-0.01, 0.012, angle - 1.0);
    }
    return u_corona * fall + starlight(direction, u_brightness, u_band);
}
