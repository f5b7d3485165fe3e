// Small particles without compute shaders: four points for each, on the four nearest pixels, with the same light on
// each pixel as from splat.comp.
#include "particles/spot.glsl"

uniform uint u_first;  // number of the first particle of the draw

flat out vec3 v_light;
flat out float v_depth;

void main()
{
    Particle p = seen(kept(u_first, uint(gl_InstanceID)));
    gl_PointSize = 1.0;
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
    v_light = vec3(0.0);
    v_depth = 0.0;
    if (!p.alive || p.opacity <= 0.0) return;
    Spot s;
    if (!spot(p, view.clip_from_relative, view.viewport, s) || s.larger >= 1.0) return;
    vec2 corner = floor(s.place), share = s.place - corner;
    vec2 step_to = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 side = mix(1.0 - share, share, step_to);
    v_light = s.energy * (side.x * side.y);
    v_depth = s.depth;
    gl_Position = vec4((corner + step_to + 0.5) / view.viewport * 2.0 - 1.0, 0.0, 1.0);
}
