// Motion of the sky in the picture, from the first to the last sub-frame. It is infinitely far: only turns of the
// camera move it.
#include "common/rays.glsl"
#include "renderer/motion.glsl"
uniform mat4 u_first_clip;  // clip_from_relative of the first sub-frame, without its offsets, m
uniform mat4 u_last_clip;  // clip_from_relative of the last, m
in vec2 v_uv;
out vec4 f_colour;

// Of a sample in the mean, where that of a surface is 1: the sky counts only where no sample sees a surface.
const float WEIGHT = 1e-6;

void main()
{
    vec4 far = vec4(ray_through(v_uv), 0.0);
    f_colour = vec4(motion((u_first_clip * far).xyw, (u_last_clip * far).xyw), 0.0, 1.0) * WEIGHT;
}
