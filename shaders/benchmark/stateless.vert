// Hardware points from a function of the point's number and the time: the simplest way to draw particles.
#include "benchmark/work.glsl"

uniform float u_count;  // number of points that are drawn

out vec3 v_light;

const float SMALL_DRAG = 1e-2;  // of drag times age: below this the closed form loses too many digits

void main()
{
    float clock = u_rebirth * (float(gl_VertexID) / u_count * u_life) + u_time, share = fract(clock / u_life);
    uint generation = uint(int(floor(clock / u_life)) + 16);
    if (u_rebirth == 0.0) { share = u_time / u_life; generation = 0u; }
    float age = share * u_life;
    vec3 x, v;
    born(uint(gl_VertexID), generation, x, v);
#if CURL
    const int STEPS = 6;
    float h = age / float(STEPS);
    for (int i = 0; i < STEPS; i++) {
        vec3 flow = u_turbulence * swirl(0.5 * x, SWIRL_RATE * (u_time - age + h * float(i)));
        x += (v + flow) * h;
        v += (u_pull - u_drag * v) * h;
    }
#elif BOUNCE
    for (int i = 0; i < 4; i++) {
        float fall = (v.y + sqrt(max(0.0, v.y * v.y - 2.0 * u_pull.y * (x.y - u_floor)))) / -u_pull.y;
        float t = min(age, fall);
        x += v * t + 0.5 * u_pull * t * t;
        v += u_pull * t;
        age -= t;
        if (age <= 0.0) break;
        v.y = -u_bounce * v.y;
    }
#else
    float z = u_drag * age, first = (1.0 - exp(-z)) / max(z, 1e-4);
    if (z < 1e-3) first = 1.0;
    x += v * age * first + u_pull * age * age * (z < SMALL_DRAG ? 0.5 : (1.0 - first) / z);
#endif
    shown(x, share, gl_Position, v_light);
    gl_PointSize = u_point_size;
}
