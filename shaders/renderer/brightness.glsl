// The graded picture and the brightness of its pixels, for anti-aliasing.
#include "common/colour.glsl"
uniform sampler2D u_image;  // the graded picture, sRGB

// pixel: clamped to the picture. size: of it, pixels.
float brightness(ivec2 pixel, ivec2 size) { return luminance(texelFetch(u_image, clamp(pixel, ivec2(0), size - 1), 0).rgb); }
