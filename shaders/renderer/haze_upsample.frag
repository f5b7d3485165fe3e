// Upsamples the haze from half to full size, weighted by depth (Kopf et al. 2007, "Joint Bilateral Upsampling").
#include "generated/view.glsl"
#include "common/depth.glsl"

uniform sampler2D u_haze;   // half size, written by the haze pass
uniform sampler2D u_depth;  // full size

in vec2 v_uv;
out vec4 f_colour;

const float SPREAD = 0.75;      // texels of the haze
const float SAME_SURFACE = 0.08;  // share of the distance within which points count as on one surface

void main()
{
    ivec2 size = textureSize(u_haze, 0);
    vec2 texel = 1.0 / vec2(size);
    float here = view_distance(texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r);
    // Away from edges: four bilinear taps, which cover the 3 by 3 texels over which the start pattern averages out.
    vec4 sum = vec4(0.0);
    float farthest = 0.0;
    for (int i = 0; i < 4; i++) {
        vec2 uv = v_uv + texel * SPREAD * (vec2(i & 1, i >> 1) * 2.0 - 1.0);
        farthest = max(farthest, abs(view_distance(textureLod(u_depth, uv, 0.0).r) - here));
        sum += 0.25 * textureLod(u_haze, uv, 0.0);
    }
    if (farthest > SAME_SURFACE * here) {
        // At an edge: the four texels around the pixel, weighted by how near they are to the depth of the pixel's surface.
        ivec2 corner = ivec2(floor(v_uv * vec2(size) - 0.5));
        sum = vec4(0.0);
        float total = 0.0;
        for (int i = 0; i < 4; i++) {
            ivec2 cell = clamp(corner + ivec2(i & 1, i >> 1), ivec2(0), size - 1);
            float there = view_distance(textureLod(u_depth, (vec2(cell) + 0.5) * texel, 0.0).r);
            float away = abs(there - here) / (SAME_SURFACE * here);
            float weight = 1e-4 + exp(-away * away);
            sum += weight * texelFetch(u_haze, cell, 0);
            total += weight;
        }
        sum /= total;
    }
    f_colour = sum;
}
