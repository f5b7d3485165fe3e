// What is seen where there is no surface. The slot "sky" stands for one file of shaders/skies.
#include "generated/view.glsl"
#include "common/colour.glsl"
#include "common/noise.glsl"
#include "sky"

in vec2 v_uv;
out vec4 f_colour;

void main()
{
    vec4 far_point = view.world_from_clip * vec4(v_uv * 2.0 - 1.0, 1.0, 1.0);
    vec4 near_point = view.world_from_clip * vec4(v_uv * 2.0 - 1.0, -1.0, 1.0);
    f_colour = vec4(sky(normalize(far_point.xyz / far_point.w - near_point.xyz / near_point.w)), 1.0);
}
