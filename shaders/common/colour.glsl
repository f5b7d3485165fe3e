// Colour in linear Rec. 709. Mirrors visualizer/particles/appearance.py.

#include "generated/colour.glsl"

// Relative luminance of a linear Rec. 709 colour.
float luminance(vec3 colour) { return dot(colour, LUMINANCE); }

// Cubic polynomial; c: coefficients, that of the third power first.
float cubic(vec4 c, float x) { return ((c.x * x + c.y) * x + c.z) * x + c.w; }

// Colour of a black body of `kelvin`, scaled to luminance 1. Chromaticity by the cubic fit of
// Kim et al. 2002 (US patent 7024034) to the Planckian locus; the temperature is clamped to its range.
vec3 blackbody(float kelvin)
{
    float t = clamp(kelvin, BLACKBODY_COOLEST, BLACKBODY_HOTTEST);
    float fitted = max(t, BLACKBODY_FITTED);
    float x = cubic(fitted < BLACKBODY_WARM ? BLACKBODY_X_COOL : BLACKBODY_X_WARM, BLACKBODY_FIT_UNIT / fitted);
    float y = cubic(fitted < BLACKBODY_RED ? BLACKBODY_Y_REDDEST
                    : fitted < BLACKBODY_WARM ? BLACKBODY_Y_RED : BLACKBODY_Y_WHITE, x);
    vec3 xyz = vec3(x / y, 1.0, (1.0 - x - y) / y);
    vec3 rgb = vec3(dot(xyz, RED_FROM_XYZ), dot(xyz, GREEN_FROM_XYZ), dot(xyz, BLUE_FROM_XYZ));
    // Below the fit's range, the colour at its lower end is made redder.
    float ember = smoothstep(BLACKBODY_COOLEST, BLACKBODY_FITTED, t);
    rgb = max(rgb, 0.0) * vec3(1.0, mix(EMBER_GREEN, 1.0, ember), mix(EMBER_BLUE, 1.0, ember));
    return rgb / max(luminance(rgb), 1e-4);
}
