// Large particles: a quad that faces the eye for each. With CHOSEN the compute pass has listed which; without, all
// live particles come by, and small ones are drawn as points of light with the same sum (POINTS).
#include "particles/light.glsl"

#if CHOSEN
layout(std430, binding = 3) buffer Chosen { uint chosen[]; };
#else
uniform uint u_first;
#endif

#if VEIL
const float GLOW = 1.0;
#else
const float GLOW = 1.5;    // light is drawn wider than the body it comes from, with a soft foot
#endif

out vec2 v_disc;           // [-1, 1] over the disc
out vec2 v_side;           // the same, not turned: to the right, up
flat out vec3 v_radiance;
flat out float v_opacity;
flat out vec4 v_chance;
flat out vec3 v_facts;     // share of life, distance, m, diameter, m

void main()
{
#if CHOSEN
    Particle p = particle(chosen[gl_InstanceID]);
#else
    Particle p = particle(u_first + uint(gl_InstanceID));
#endif
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
    if (!p.alive || p.opacity <= 0.0) return;
    vec4 clip = view.clip_from_world * vec4(p.position, 1.0);
    if (clip.w <= view.near) return;
    vec2 way = trace(p, clip);
    float pixels = p.size * u_pixels / clip.w, share = sprite_share(pixels, way);
    if (share <= 0.0) return;
    // A pixel's width of softness keeps the sum of light steady where the disc is only a few pixels wide.
    float drawn = GLOW * sqrt(pixels * pixels + 2.0);
    float thinned = share * pixels * pixels / (drawn * drawn) * near_fade(clip.w, p.size);
    vec2 along = vec2(1.0, 0.0), half_size = vec2(0.5 * drawn);
    vec2 centre = clip.xy / clip.w;
#if STRETCHED
    // Drawn out over the way of the last moments; the light is spread over the longer shape.
    float length_px = length(way);
    if (length_px > 0.01) along = way / length_px;
    centre -= way / view.viewport;
    half_size.x += 0.5 * length_px;
    thinned *= half_size.y / half_size.x;
#else
    // Turned by chance, so that no two veils look the same.
    float turn = TAU * p.chance.w + (p.chance.z - 0.5) * p.age;
    along = vec2(cos(turn), sin(turn));
#endif
    vec2 offset = corner.x * half_size.x * along + corner.y * half_size.y * vec2(-along.y, along.x);
    gl_Position = vec4((centre + offset * 2.0 / view.viewport) * clip.w, clip.z, clip.w);
    v_disc = corner;
    v_side = corner.x * along + corner.y * vec2(-along.y, along.x);
    v_radiance = radiance(p);
    v_opacity = p.opacity * thinned;
    v_chance = p.chance;
    v_facts = vec3(p.share, clip.w, p.size);
}
