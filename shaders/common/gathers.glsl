// Folds of a cloth lining that is gathered along the rim of a bowl, and spreads out flat on its bottom.
#include "common/constants.glsl"
#include "common/noise.glsl"

const float GATHERS = 38.0;              // folds around the bowl
const float GATHERS_LONGER = 1.3;        // length of the bowl along z over its width
const vec2 GATHERS_RISE = vec2(0.12, 0.33);  // m from the middle: where the folds begin, and where they are deepest
const vec2 GATHERS_WANDER = vec2(7.0, 1.5);  // 1/m, folds: how the folds run to and fro
const float GATHERS_UNEVEN = 5.0;        // 1/m, of the depth of folds

// At p, m, in the bowl's model space. pixel: m, width of a pixel there; folds that are finer fade. x: height of the
// fold, -1 to 1; y: its slope towards `across`, a unit vector in model space.
vec2 gathers(vec3 p, float pixel, out vec3 across)
{
    vec2 place = vec2(p.x, p.z / GATHERS_LONGER);
    float aside = length(place);
    across = vec3(place.y, 0.0, -place.x) / max(aside, 1e-4);
    float wander = value_noise(p * GATHERS_WANDER.x) - 0.5, uneven = value_noise(p * GATHERS_UNEVEN + 3.0);
    float phase = atan(place.x, place.y) * GATHERS + TAU * GATHERS_WANDER.y * wander;
    float shown = octave_seen(pixel * GATHERS / (TAU * max(aside, 1e-4)));
    return vec2(sin(phase), cos(phase)) * (shown * smoothstep(GATHERS_RISE.x, GATHERS_RISE.y, aside) * mix(0.25, 1.0, uneven));
}
