// A large particle: a soft disc that adds light, or a veil torn by noise. Premultiplied.
#include "generated/particles.glsl"
#include "generated/view.glsl"
#include "common/noise.glsl"

uniform sampler2D u_depth;  // of the scene

in vec2 v_disc;
in vec2 v_side;
flat in vec3 v_radiance;
flat in float v_opacity;
flat in vec4 v_chance;
flat in vec3 v_facts;
out vec4 f_colour;

float metres(float depth)
{
    float z = depth * 2.0 - 1.0;
    return 2.0 * view.near * view.far / (view.far + view.near - z * (view.far - view.near));
}

void main()
{
    float r2 = dot(v_disc, v_disc);
    if (r2 >= 1.0) discard;
    float profile = (1.0 - r2) * (1.0 - r2);
    // Where a surface cuts the particle it fades, so that no edge shows.
    float behind = metres(texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r) - v_facts.y;
    float soft = clamp(0.5 + behind / max(v_facts.z, 1e-4), 0.0, 1.0);
#if VEIL
    float amount = profile;
  #if LOOK == LOOK_SMOKE
    vec3 p = vec3(v_disc * 1.6 + 40.0 * v_chance.xy, 3.0 * v_facts.x + 20.0 * v_chance.w);
    float torn = fbm(p, 3);
    amount = clamp(profile * (0.25 + 1.5 * smoothstep(0.25, 0.75, torn)) - 0.25 * (1.0 - torn) * r2, 0.0, 1.0);
  #endif
    float alpha = clamp(v_opacity * amount * soft, 0.0, 1.0);
    vec3 light = v_radiance;
  #if LIT && LOOK == LOOK_SMOKE
    // A puff is a ball: brighter where it faces the key light, and in its folds darker.
    vec3 right = normalize(vec3(view.clip_from_world[0][0], view.clip_from_world[1][0], view.clip_from_world[2][0]));
    vec3 normal = v_side.x * right + v_side.y * cross(right, view.camera_forward) - sqrt(1.0 - r2) * view.camera_forward;
    light *= (1.0 - 0.45 * dot(normal, view.key_direction)) * (0.65 + 0.7 * torn);
  #endif
    f_colour = vec4(light * alpha, alpha);
#else
    f_colour = vec4(v_radiance * (5.0 * profile * profile * v_opacity * soft), 0.0);  // 5: one over the mean over the disc
#endif
}
