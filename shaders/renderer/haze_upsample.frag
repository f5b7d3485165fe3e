// Upsamples the haze to the size of the picture, weighted by depth (Kopf et al. 2007, "Joint Bilateral Upsampling").
#include "generated/view.glsl"
#include "common/depth.glsl"

uniform sampler2D u_haze;   // a quarter to half of the size, written by the haze pass
uniform sampler2D u_depth;  // full size

in vec2 v_uv;
out vec4 f_colour;

const float SPREAD = 0.75;        // texels of the haze: four bilinear taps then cover the 3 by 3 over which the offsets average out
const float SAME_SURFACE = 0.08;  // share of the distance within which points count as on one surface
const float LEAST_WEIGHT = 1e-3;  // where no tap lies on the pixel's surface, all four count

void main()
{
    vec2 texel = 1.0 / vec2(textureSize(u_haze, 0));
    float here = view_distance(texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r);
    vec4 sum = vec4(0.0);
    float total = 0.0;
    for (int i = 0; i < 4; i++) {
        vec2 uv = v_uv + texel * SPREAD * (vec2(i & 1, i >> 1) * 2.0 - 1.0);
        float away = (view_distance(textureLod(u_depth, uv, 0.0).r) - here) / (SAME_SURFACE * here);
        float weight = LEAST_WEIGHT + 1.0 / (1.0 + away * away * away * away);
        sum += weight * textureLod(u_haze, uv, 0.0);
        total += weight;
    }
    f_colour = sum / total;
}
