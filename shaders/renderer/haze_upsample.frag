// Upsamples the haze to the size of the picture: one bilinear tap, moved towards that side of the pixel on which its surface is.
#include "common/same_surface.glsl"

uniform sampler2D u_haze;   // a quarter to half of the size, written by the haze pass
uniform sampler2D u_depth;  // full size

in vec2 v_uv;
out vec4 f_colour;

const float SPREAD = 0.75;  // texels of the haze from the pixel to the depths that are compared, on each axis

void main()
{
    vec2 way = SPREAD / vec2(textureSize(u_haze, 0));
    float here = textureLod(u_depth, v_uv, 0.0).r;
    vec4 taps = vec4(textureLod(u_depth, v_uv - way, 0.0).r, textureLod(u_depth, v_uv + vec2(way.x, -way.y), 0.0).r,
                     textureLod(u_depth, v_uv + vec2(-way.x, way.y), 0.0).r, textureLod(u_depth, v_uv + way, 0.0).r);
    vec4 weights = on_surface(taps, here);
    vec2 side = vec2(weights.y + weights.w - weights.x - weights.z, weights.z + weights.w - weights.x - weights.y);
    f_colour = textureLod(u_haze, v_uv + way * side / dot(weights, vec4(1.0)), 0.0);
}
