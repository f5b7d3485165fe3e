// Motion of a surface in the picture, from the first to the last sub-frame.
#include "renderer/motion.glsl"
in vec3 v_first;
in vec3 v_last;
out vec4 f_colour;

void main()
{
    f_colour = vec4(motion(v_first, v_last), 0.0, 1.0);
}
