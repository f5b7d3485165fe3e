// The sky, where there is no surface. The include "sky" is replaced by a file of shaders/skies.
#include "generated/view.glsl"
#include "common/colour.glsl"
#include "common/travel.glsl"
#include "sky"

in vec3 v_ray;
out vec4 f_colour;

void main()
{
    f_colour = vec4(sky(normalize(v_ray)), 1.0);
}
