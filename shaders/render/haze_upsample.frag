// Haze from half size to full, by the nearest depth of four (bilateral; Kopf et al. 2007, "Joint Bilateral Upsampling").
#include "generated/view.glsl"

uniform sampler2D u_haze;   // half size, written by the haze pass
uniform sampler2D u_depth;  // full size

in vec2 v_uv;
out vec4 f_colour;

float metres(float depth)
{
    float z = depth * 2.0 - 1.0;
    return 2.0 * view.near * view.far / (view.far + view.near - z * (view.far - view.near));
}

void main()
{
    vec2 size = vec2(textureSize(u_haze, 0));
    float here = metres(texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r);
    vec2 place = v_uv * size - 0.5;
    vec2 corner = floor(place), share = place - corner;
    vec4 sum = vec4(0.0);
    float total = 0.0;
    for (int i = 0; i < 4; i++) {
        vec2 step_to = vec2(i & 1, i >> 1);
        vec2 uv = (corner + step_to + 0.5) / size;
        float there = metres(textureLod(u_depth, uv, 0.0).r);
        vec2 side = mix(1.0 - share, share, step_to);
        float weight = (side.x * side.y + 1e-3) / (1e-3 + abs(there - here) / here);
        sum += weight * textureLod(u_haze, uv, 0.0);
        total += weight;
    }
    f_colour = sum / total;
}
