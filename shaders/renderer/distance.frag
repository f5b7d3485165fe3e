// Distances along the view, m, from depths; infinite where there is no surface.
#include "common/depth.glsl"
uniform sampler2D u_depth;  // depth, [0, 1]
in vec2 v_uv;
out vec4 f_colour;

const uint INFINITE = 0x7F800000u;  // bits of a float

void main()
{
    float depth = texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r;
    f_colour = vec4(depth > 0.0 ? view_distance(depth) : uintBitsToFloat(INFINITE), 0.0, 0.0, 1.0);
}
