// The surface of a solid particle: rough, in the scene's light, behind the haze.
#include "particles/light.glsl"

in vec3 v_relative;
in vec3 v_normal;
flat in vec3 v_albedo;
flat in vec3 v_glow;
out vec4 f_colour;

void main()
{
    vec3 n = normalize(v_normal), around = mix(view.ambient_horizon, n.y > 0.0 ? view.ambient_above : view.ambient_below, sqrt(abs(n.y)));
    vec3 light = around + view.key_colour * (0.3183099 * max(dot(n, -view.key_direction), 0.0) * key_share(v_relative + 0.02 * n));
    for (int i = 0; i < view.point_count; i++) {
        vec3 way = view.point_place[i].xyz - v_relative;
        float radius = view.point_place[i].w, reach = view.point_colour[i].a, d2 = dot(way, way);
        float window = clamp(1.0 - pow(max(d2 / (reach * reach), 0.0), 2.0), 0.0, 1.0);
        light += view.point_colour[i].rgb * (0.3183099 * max(dot(n, normalize(way)), 0.0) * window * window / (d2 + radius * radius));
    }
    light = v_albedo * light + v_glow;
#if HAZE
    light *= through_haze(v_relative);
#endif
    f_colour = vec4(light, 1.0);
}
