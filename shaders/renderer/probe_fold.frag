// Copies one side of what a probe sees to those texels of the octahedral map whose directions it shows.
#include "generated/view.glsl"
#include "common/octahedral.glsl"

uniform sampler2D u_side;  // the picture of the bound view
uniform vec2 u_texels;     // number of texels of the map, along its sides

const float MOST = 12.0;  // radiance from which highlights are cut: they belong to the place that the set is seen from

in vec2 v_uv;
out vec4 f_colour;

const float MARGIN = 1.0 + 1e-4;  // factor on a side, so that directions between two sides are in one of them

void main()
{
    vec2 texels = u_texels;
    vec4 clip = view.clip_from_relative * vec4(octahedral_direction((gl_FragCoord.xy - 0.5) / (texels - 1.0) * 2.0 - 1.0), 1.0);
    if (clip.w <= 0.0 || max(abs(clip.x), abs(clip.y)) > clip.w * MARGIN) discard;
    f_colour = vec4(min(textureLod(u_side, clip.xy / clip.w * 0.5 + 0.5, 0.0).rgb, MOST), 1.0);
}
