// The ray through a place in the picture, [0, 1] from the lower left: world axes, 1 m long along the view.
#include "generated/view.glsl"

vec3 ray_through(vec2 uv)
{
    vec2 from_middle = uv * 2.0 - 1.0;
    return view.ray_forward + from_middle.x * view.ray_right + from_middle.y * view.ray_up;
}
