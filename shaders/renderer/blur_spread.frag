// How far each part of the picture is spread within one sub-frame of an exposure: by its motion, and by its share of
// the lens. Of all pixels in tiles, or of one pixel for each texel of a smaller image.
#include "common/rays.glsl"
#include "common/depth.glsl"

uniform sampler2D u_depth;       // depth of the scene, [0, 1]
uniform sampler2D u_beauty;      // the picture; a: share of its light that does not come from the image in the mirror
uniform sampler2D u_own_motion;  // of what moves by itself, written by the blur pass: xy: pixels to the right and down; a: 1 where there is any
#ifndef KIND
#define KIND 0
#define SPREAD 4
in vec2 v_uv;
#endif
out vec4 f_colour;  // xy: motion, pixels to the right and up; z: log2 of the distance along the view, m; w: radius of the circle of confusion, pixels

const float INFINITE = 64.0;  // log2 of the distance of the sky, m
const float NEAREST = 1e-4;   // m along the view: what was behind the eye has no place in the picture

void main()
{
    vec2 size = vec2(textureSize(u_depth, 0));
#if KIND == SPREAD
    ivec2 pixel = ivec2(gl_FragCoord.xy);
#else
    ivec2 pixel = ivec2(v_uv * size);
#endif
    vec2 uv = (vec2(pixel) + 0.5) / size;
    float depth = texelFetch(u_depth, pixel, 0).r;
    bool sky = depth <= 0.0;
    float metres = view_distance(depth);
    // The same point on the sub-frame before. The sky is infinitely far: only turns of the camera move it.
    vec4 place = sky ? vec4(ray_through(uv), 0.0) : vec4(view.eye + ray_through(uv) * metres, 1.0);
    vec4 before = view.clip_before * place;
    vec2 motion = (uv - 0.5 - 0.5 * before.xy / max(before.w, NEAREST)) * size;
    vec4 own = texelFetch(u_own_motion, pixel, 0);
    motion = own.a > 0.0 ? own.xy * vec2(1.0, -1.0) : motion;
    float per_metre = sky ? 0.0 : 1.0 / metres;
    float pixels = 0.5 * size.y / length(view.ray_up);  // of 1 m at 1 m before the eye
    float radius = 0.5 * view.lens * pixels * abs(per_metre - 1.0 / view.focus);
    // What a mirror shows is blurred already, by its own motion and distance: see the mirror pass.
    float own_share = min(texelFetch(u_beauty, pixel, 0).a, 1.0);
    f_colour = vec4(motion * own_share, sky ? INFINITE : log2(metres), radius * own_share);
}
