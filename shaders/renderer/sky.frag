// The sky, where there is no surface. The include "sky" is replaced by a file of shaders/skies.
#include "generated/view.glsl"
#include "common/colour.glsl"
#include "common/travel.glsl"
#include "common/rays.glsl"
#include "sky"

in vec2 v_uv;
out vec4 f_colour;

void main()
{
    f_colour = vec4(sky(normalize(ray_through(v_uv))), 1.0);
}
