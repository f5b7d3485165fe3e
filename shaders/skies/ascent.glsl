// The sky during an ascent: from below red clouds, through them, up to space.
// Air of scale height 1 (in units of `u_altitude`): light scattered towards the eye falls off with height and is
// strongest along the horizon, where the ray's way through the air is longest (Chapman's grazing path, in the
// analytic form of Schüler 2012, GPU Pro 3).
#include "common/stars.glsl"
/* [parameters]
altitude = { type = "float", low = 0.0, high = 1.0, description = "height of the eye: 0 is below the clouds, 1 is space" }
air      = { type = "colour", description = "radiance of the air at the horizon, linear" }
cloud    = { type = "colour", description = "colour of clouds in the light, linear" }
sun      = { type = "direction", description = "towards the sun" }
speed    = { type = "float", description = "speed at which clouds pass" }
heading  = { type = "direction", default = [0.0, 1.0, 0.0], description = "from where clouds come to meet the eye when it is within them" }
*/

const float HEIGHTS = 7.0;        // scale heights between 0 and 1
const float CLOUD_TOP = 0.42;     // altitude
// A rotation, so that the noise's lattice is not aligned with the horizon.
const mat3 ASKEW = mat3(0.60, 0.64, -0.48, -0.80, 0.48, -0.36, 0.0, 0.60, 0.80);
const float CURVE = 0.30;         // how far the horizon sinks at altitude 1
const float THINNING = 0.62;            // share of HEIGHTS by which scattered light falls off
const float CURVE_FACTOR = 1.6;         // on CURVE
const vec2 AIR_WAY = vec2(6.0, 0.16);   // how fast the way through the air falls off above the horizon, and its inverse there
const float AIR_DENSITY = 1.3;
const vec2 AIR_LIGHT = vec2(0.35, 0.65);  // away from the sun; added towards it
const vec3 GLOW_COLOUR = vec3(1.0, 0.65, 0.4);  // factor on the air's, about the sun
const float GLOW = 2.5;                 // radiance there, of the air's
const vec2 STARS = vec2(0.6, 0.8);      // brightness, band
const float LIMB_COVER = 0.9;           // share of the stars' light that the limb takes
const vec2 DECK_GAP = vec2(0.12, 0.02); // altitude of the deck; least distance above it
const float LEAST_DIP = 0.004;          // below the horizon, of the direction's y
const float DECK_SCALE = 2.4;           // patterns of cloud in a unit of altitude
const float DECK_FADE = 0.15;           // per unit of distance: clouds fade to their mean,
const float DECK_HAZE = 0.10;           // and the deck into the air
const float LIMB_EDGE = 0.010;          // below the horizon, of the direction's y, over which the deck shows
const float DECK_STEP = 0.06;           // patterns of cloud towards the sun, over which relief is measured
const vec3 DECK_LIGHT = vec3(0.05, 0.50, 3.4);  // of the gaps, of cloud, of slopes towards the sun
const float DECK_SUN = 0.35;            // light away from the sun
const float BILLOWS = 2.6;              // patterns in the distance at which clouds pass the eye
const float DRAWN_OUT = 0.55;           // patterns along the way, of those across it
const float RUSH = 6.5;                 // of u_speed
const float AHEAD = 0.10;               // how near the clouds straight ahead are
const vec2 BILLOW_LIGHT = vec2(0.06, 0.70);  // of the gaps; added by billows
const float BILLOW_TORN = 0.38;       // patterns by which finer ones tear them
const vec2 BILLOW_RELIEF = vec2(0.16, 5.0);  // towards the sun, in patterns, over which it is measured; light that it adds or takes
const vec3 CREST = vec3(1.1, 1.9, 2.6);     // factor on the colour of clouds, of crests in the sun
const int DECK_OCTAVES = 5, TORN_OCTAVES = 2, BILLOW_OCTAVES = 5, RELIEF_OCTAVES = 3;
const vec2 BILLOW_SUN = vec2(0.4, 0.8);      // away from the sun; added towards it

// pixel: size of a pixel, in patterns.
float clouds(vec2 place, int octaves, float pixel)
{
    return smoothstep(0.42, 0.78, moving_fbm_seen(vec3(place * 1.7, 0.0), octaves, vec3(0.0, 1.7 * u_speed, 0.03), 1.7 * pixel));
}

// Height above the horizon, of the direction's y.
float above_horizon(vec3 direction) { return direction.y + CURVE * u_altitude * u_altitude * CURVE_FACTOR; }

// Distance to the deck of clouds below the horizon, units of altitude.
float to_deck(float above) { return max(u_altitude - DECK_GAP.x, DECK_GAP.y) / max(-above, LEAST_DIP); }

// How far the eye is within the clouds, [0, 1].
float within_clouds() { return smoothstep(0.0, 0.05, u_altitude) * (1.0 - smoothstep(CLOUD_TOP - 0.14, CLOUD_TOP, u_altitude)); }

// x: above the horizon clouds of stars, below it the deck's cover; y: the deck's relief towards the sun; z: billows; w:
// their relief. What is not seen has one octave: llvmpipe executes both sides of a branch, but loops only as often as
// needed.
vec4 sky_form(vec3 direction)
{
    float above = above_horizon(direction);
    vec2 place = direction.xz * to_deck(above) * DECK_SCALE;
    int of_deck = above < 0.0 ? DECK_OCTAVES : 1, of_stars = above < 0.0 ? 1 : STAR_CLOUD_OCTAVES;
    bool inside = within_clouds() > 0.0;
    // Size of a pixel along the view, where the deck is foreshortened.
    float pixel = length(place) / max(-above, LEAST_DIP) * 2.0 * length(view.ray_up) / view.viewport.y;
    float cover = clouds(place, of_deck, pixel);
    // Clouds hang about the way at one distance from it, so that they come from ahead and grow as they pass.
    vec3 heading = normalize(u_heading);
    float along = dot(direction, heading), aside = inversesqrt(max(1.0 - along * along, 0.0) + AHEAD);
    vec3 p = ASKEW * (direction + (DRAWN_OUT - 1.0) * along * heading) * aside * BILLOWS, rush = ASKEW * heading * (u_speed * RUSH * DRAWN_OUT);
    vec3 torn = p + BILLOW_TORN * moving_fbm(p * 2.0, inside ? TORN_OCTAVES : 1, rush * 2.0);
    float billow = moving_fbm(torn, inside ? BILLOW_OCTAVES : 1, rush);
    return vec4(above > 0.0 ? star_clouds(direction, of_stars) : cover, cover - clouds(place + normalize(u_sun).xz * DECK_STEP, of_deck, pixel),
                billow, billow - moving_fbm(torn + ASKEW * normalize(u_sun) * BILLOW_RELIEF.x, inside ? RELIEF_OCTAVES : 1, rush));
}

// Of the air at the horizon, a height above it, [0, 1].
float limb_of(float above)
{
    float from_limb = above / mix(0.10, 0.016, u_altitude);
    return exp(-from_limb * from_limb);
}

// Brightness of the stars.
float star_brightness(vec3 direction)
{
    float above = above_horizon(direction);
    return STARS.x * smoothstep(0.45, 0.9, u_altitude) * step(0.0, above) * (1.0 - LIMB_COVER * limb_of(above));
}

vec3 sky(vec3 direction, vec4 form)
{
    float thin = exp(-u_altitude * HEIGHTS * THINNING);
    float above = above_horizon(direction);
    float sunward = max(dot(direction, normalize(u_sun)), 0.0);
    // The way through the air: long at the horizon, short overhead.
    float way = 1.0 / (max(above, 0.0) * AIR_WAY.x + AIR_WAY.y);
    vec3 air = u_air * (1.0 - exp(-thin * way * AIR_DENSITY)) * (AIR_LIGHT.x + AIR_LIGHT.y * sunward);
    air += u_air * GLOW_COLOUR * pow(max(sunward, 0.0), 24.0) * GLOW * thin;
    // The limb: a bright, thin band where the air is seen edge-on.
    float limb = limb_of(above);
    air += u_air * limb * mix(0.2, 1.6, u_altitude) * (0.25 + sunward);
    vec3 light = air + star_brightness(direction) * STARS.y * band_light(direction, form.x);
    if (above < 0.0) {
        // The deck of cloud below, in perspective; further off it fades into the air.
        float far = to_deck(above);
        // Distant clouds are smaller than a pixel: they fade to their mean.
        float seen = exp(-far * DECK_FADE);
        float cover = mix(0.42, form.x, seen), relief = form.y * seen;
        vec3 deck = u_cloud * mix(vec3(1.0), CREST, min(DECK_LIGHT.z * max(relief, 0.0), 1.0)) * (DECK_LIGHT.x + DECK_LIGHT.y * cover + DECK_LIGHT.z * max(relief, 0.0)) * (DECK_SUN + sunward);
        // Towards the limb the air before the deck hides it, so that there is no edge between them.
        float hazy = clamp(far * DECK_HAZE, 0.0, 1.0) * mix(1.0, 0.5, u_altitude);
        light = mix(deck, air, mix(hazy, 1.0, exp(above / LIMB_EDGE)));
    }
    // Within the clouds: billows rush past.
    float inside = within_clouds();
    if (inside > 0.0) {
        float billow = form.z;
        // A billow is bright where there is less cloud towards the sun, and dark behind others.
        float lit = clamp(0.5 + BILLOW_RELIEF.y * form.w, 0.0, 2.0);
        // Clouds thin out everywhere at once, gaps only a little sooner: otherwise holes would be torn in them.
        vec3 cloud = u_cloud * mix(vec3(1.0), CREST, max(lit - 1.0, 0.0)) * (BILLOW_LIGHT.x + BILLOW_LIGHT.y * smoothstep(0.3, 0.75, billow) * mix(0.35, 1.45, lit)) * (BILLOW_SUN.x + BILLOW_SUN.y * sunward);
        light = mix(light, cloud, smoothstep(0.0, 0.9, inside) * smoothstep(0.45 - 0.75 * inside, 1.0 - 0.6 * inside, billow + 0.12));
    }
    return light;
}
