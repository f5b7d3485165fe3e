// Small particles without compute shaders: four points for each, one on each of the nearest pixels, so that the same
// light falls on the same pixels as the splat's.
#include "particles/light.glsl"

uniform uint u_first;

flat out vec3 v_light;
flat out float v_depth;

void main()
{
    Particle p = particle(u_first + uint(gl_InstanceID));
    gl_PointSize = 1.0;
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
    if (!p.alive || p.opacity <= 0.0) return;
    vec4 clip = view.clip_from_world * vec4(p.position, 1.0);
    if (clip.w <= view.near) return;
    vec3 ndc = clip.xyz / clip.w;
    float pixels = p.size * u_pixels / clip.w, larger = sprite_share(pixels, trace(p, clip));
    if (larger >= 1.0 || ndc.z > 1.0) return;
    float cover = 0.785398163 * pixels * pixels * p.opacity * (1.0 - larger) * near_fade(clip.w, p.size);
#if VEIL
    cover *= VEIL_MEAN;
#endif
    vec2 place = (ndc.xy * 0.5 + 0.5) * view.viewport - 0.5;
    vec2 corner = floor(place), share = place - corner;
    vec2 step_to = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 side = mix(1.0 - share, share, step_to);
    v_light = radiance(p) * (cover * side.x * side.y);
    v_depth = ndc.z * 0.5 + 0.5;
    gl_Position = vec4((corner + step_to + 0.5) / view.viewport * 2.0 - 1.0, 0.0, 1.0);
}
