// The surface of a solid particle: rough, in the scene's light, behind the haze.
#include "particles/light.glsl"

in vec3 v_relative;
in vec3 v_normal;
flat in vec3 v_albedo;
flat in vec3 v_glow;
out vec4 f_colour;

const float SHADOW_OFFSET = 0.02;  // m along the normal, so that a solid does not shadow itself

void main()
{
    vec3 n = normalize(v_normal);
    float visible = key_visibility_coarse(v_relative + SHADOW_OFFSET * n, PARTICLE_BIAS);
    vec3 light = environment_radiance(n) + view.key_colour * (INVERSE_PI * max(dot(n, -view.key_direction), 0.0) * visible);
    for (int i = 0; i < view.point_count; i++) {
        vec3 way = view.point_place[i].xyz - v_relative;
        float radius = view.point_place[i].w, reach = view.point_colour[i].a, d2 = dot(way, way);
        light += view.point_colour[i].rgb * (INVERSE_PI * max(dot(n, normalize(way)), 0.0) * light_falloff(d2, reach, d2 + radius * radius));
    }
    light = v_albedo * light + v_glow;
    f_colour = vec4(light * through_air(v_relative), 1.0);
}
