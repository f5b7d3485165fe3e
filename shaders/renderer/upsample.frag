// Upsamples a smaller picture to the size of the whole: one bilinear tap, moved towards that side of the pixel on which
// its surface is.
#include "common/same_surface.glsl"

uniform sampler2D u_small;  // a quarter to half of the size: haze, or smoke
uniform sampler2D u_depth;  // full size

in vec2 v_uv;
out vec4 f_colour;

const float SPREAD = 0.7;  // texels of the small picture from the pixel to the depths that are compared, on each axis; at half the size, not on a border of pixels

void main()
{
    vec2 way = SPREAD / vec2(textureSize(u_small, 0));
    float here = textureLod(u_depth, v_uv, 0.0).r;
    vec4 taps = vec4(textureLod(u_depth, v_uv - way, 0.0).r, textureLod(u_depth, v_uv + vec2(way.x, -way.y), 0.0).r,
                     textureLod(u_depth, v_uv + vec2(-way.x, way.y), 0.0).r, textureLod(u_depth, v_uv + way, 0.0).r);
    vec4 weights = on_surface(taps, here);
    vec2 side = vec2(weights.y + weights.w - weights.x - weights.z, weights.z + weights.w - weights.x - weights.y);
    f_colour = textureLod(u_small, v_uv + way * side / dot(weights, vec4(1.0)), 0.0);
}
