// Factors over a particle's life and over its speed. Mirrors visualizer/particles/curves.py.
#include "generated/particles.glsl"

#if LIFE_CURVES || SIZE_CURVE || SPEED_CURVES
uniform sampler2D u_curves;    // factors, CURVE_SAMPLES texels per row

// A row at a position in [0, 1]; constant beyond.
vec4 curve(int row, float place)
{
    float at = clamp(place, 0.0, 1.0) * float(CURVE_SAMPLES - 1);
    int left = min(int(at), CURVE_SAMPLES - 2);
    return mix(texelFetch(u_curves, ivec2(left, row), 0), texelFetch(u_curves, ivec2(left + 1, row), 0), at - float(left));
}

vec4 curve_of_speed(float speed) { return curve(CURVE_SPEED, (speed - u_curve_speeds.x) * u_curve_speeds.y); }
#endif
