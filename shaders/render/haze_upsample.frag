// Haze from half size to full, by the nearest depth of four (bilateral; Kopf et al. 2007, "Joint Bilateral Upsampling").
#include "generated/view.glsl"

uniform sampler2D u_haze;   // half size, written by the haze pass
uniform sampler2D u_depth;  // full size

in vec2 v_uv;
out vec4 f_colour;

const float SPREAD = 0.75;      // texels of the haze
const float SAME_DEPTH = 0.02;  // share of the distance within which two points count as on one surface

float metres(float depth)
{
    float z = depth * 2.0 - 1.0;
    return 2.0 * view.near * view.far / (view.far + view.near - z * (view.far - view.near));
}

void main()
{
    vec2 texel = 1.0 / vec2(textureSize(u_haze, 0));
    float here = metres(texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r);
    vec4 sum = vec4(0.0);
    float total = 0.0;
    // Each tap is bilinear, so the four cover the 3 by 3 texels over which the haze's start pattern averages out.
    for (int i = 0; i < 4; i++) {
        vec2 uv = v_uv + texel * SPREAD * (vec2(i & 1, i >> 1) * 2.0 - 1.0);
        float there = metres(textureLod(u_depth, uv, 0.0).r);
        float weight = 1.0 / (SAME_DEPTH + abs(there - here) / here);
        sum += weight * textureLod(u_haze, uv, 0.0);
        total += weight;
    }
    f_colour = sum / total;
}
