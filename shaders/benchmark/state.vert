// Points from the state of the conventional method (transform feedback).
#include "benchmark/work.glsl"

in vec4 a_place;  // xyz: m; w: age, s

out vec3 v_light;

void main()
{
    shown(a_place.xyz, clamp(a_place.w / u_life, 0.0, 1.0), gl_Position, v_light);
    gl_PointSize = u_point_size;
}
