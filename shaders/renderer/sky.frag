// The sky, where there is no surface. The include "sky" is replaced by a file of shaders/skies. PART: 0 for all of a
// sky without a form, 1 for all of one with a form, 2 for the form alone, into a smaller image, 3 for the rest, which
// reads that image.
#include "generated/view.glsl"
#include "common/colour.glsl"
#include "common/travel.glsl"
#include "sky"

in vec3 v_ray;
#if PART == 3
in vec2 v_uv;
uniform sampler2D u_form;  // of this view, a quarter of the width
#endif
out vec4 f_colour;

void main()
{
    vec3 direction = normalize(v_ray);
#if PART == 0
    f_colour = vec4(sky(direction), 1.0);
#elif PART == 1
    f_colour = vec4(sky(direction, sky_form(direction)), 1.0);
#elif PART == 2
    f_colour = sky_form(direction);
#else
    f_colour = vec4(sky(direction, textureLod(u_form, v_uv, 0.0)), 1.0);
#endif
}
