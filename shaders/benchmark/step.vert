// A step of the conventional method: state is read from one buffer and written to another by transform feedback.
#include "benchmark/work.glsl"

uniform float u_step;  // s
uniform int u_first;   // the number of the first particle of the part that is moved

in vec4 a_place;      // xyz: m; w: age, s
in vec4 a_velocity;   // xyz: m/s; w: generation
out vec4 v_place;
out vec4 v_velocity;

void main()
{
    vec3 x = a_place.xyz, v = a_velocity.xyz;
    float age = a_place.w + u_step, generation = a_velocity.w;
    if (age >= u_life && u_rebirth == 1.0) {
        age -= u_life;
        generation += 1.0;
        born(uint(u_first + gl_VertexID), uint(generation), x, v);
    }
    v += (u_pull - u_drag * v) * u_step;
    x += v * u_step;
#if CURL
    x += u_turbulence * swirl(0.5 * x, SWIRL_RATE * u_time) * u_step;
#endif
#if BOUNCE
    if (x.y < u_floor) { x.y = u_floor; v.y = abs(v.y) * u_bounce; }
#endif
    v_place = vec4(x, age);
    v_velocity = vec4(v, generation);
}
