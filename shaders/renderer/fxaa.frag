// Anti-aliasing of the graded picture where there is one sample per pixel (after Lottes 2009, "FXAA", the short form):
// blends along edges of the brightness.
#include "renderer/brightness.glsl"

in vec2 v_uv;
out vec4 f_colour;

const float SPAN = 8.0;             // pixels, longest blend
const float REDUCE = 1.0 / 8.0;     // how much brightness shortens it
const float REDUCE_LEAST = 1.0 / 128.0;
const float NARROW = 1.0 / 3.0 - 0.5, NARROW_END = 2.0 / 3.0 - 0.5;  // shares of the blend's length: taps of the narrow blend

void main()
{
    ivec2 size = textureSize(u_image, 0), pixel = ivec2(gl_FragCoord.xy);
    vec2 t = 1.0 / vec2(size);
    vec3 middle = texelFetch(u_image, pixel, 0).rgb;
    float nw = brightness(pixel + ivec2(-1, -1), size);
    float ne = brightness(pixel + ivec2(1, -1), size);
    float sw = brightness(pixel + ivec2(-1, 1), size);
    float se = brightness(pixel + ivec2(1, 1), size);
    float m = luminance(middle);
    float low = min(m, min(min(nw, ne), min(sw, se))), high = max(m, max(max(nw, ne), max(sw, se)));
    vec2 along = vec2(-((nw + ne) - (sw + se)), (nw + sw) - (ne + se));
    float shorten = max((nw + ne + sw + se) * 0.25 * REDUCE, REDUCE_LEAST);
    along = clamp(along / (min(abs(along.x), abs(along.y)) + shorten), -SPAN, SPAN) * t;
    vec3 narrow = 0.5 * (textureLod(u_image, v_uv + along * NARROW, 0.0).rgb
                       + textureLod(u_image, v_uv + along * NARROW_END, 0.0).rgb);
    vec3 wide = 0.5 * narrow + 0.25 * (textureLod(u_image, v_uv - along * 0.5, 0.0).rgb
                                     + textureLod(u_image, v_uv + along * 0.5, 0.0).rgb);
    float l = luminance(wide);
    f_colour = vec4(l < low || l > high ? narrow : wide, 1.0);
}
