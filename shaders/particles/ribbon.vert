// Ribbons that face the eye, through the points of each particle's trail.
#include "particles/light.glsl"

uniform sampler2D u_points;  // xyz: m, from the eye; w: width, m; written by trail.frag
uniform sampler2D u_shine;  // radiance, opacity; written by trail.frag

out vec4 v_shine;    // radiance, opacity
out float v_side;    // -1..1 across
out float v_depth;   // [0, 1]
out float v_seen;    // 1 where the ribbon is before the eye

const float THINNEST = 0.75;  // pixels, least half width: thinner ribbons are dimmed instead

vec4 fetched(sampler2D list, uint point)
{
    uint i = uint(gl_InstanceID) * TRAIL_POINTS + point;
    return texelFetch(list, ivec2(int(i % LIST_WIDTH), int(i / LIST_WIDTH)), 0);
}

vec3 in_pixels(vec3 relative)  // z: distance along the view, m
{
    vec4 clip = view.clip_from_relative * vec4(relative, 1.0);
    return vec3(clip.xy / max(clip.w, view.near) * 0.5 * view.viewport, clip.w);
}

void main()
{
    uint point = uint(gl_VertexID) >> 1u;
    v_side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
    vec4 here = fetched(u_points, point);
    vec3 a = in_pixels(fetched(u_points, point == 0u ? 0u : point - 1u).xyz), b = in_pixels(here.xyz);
    vec3 c = in_pixels(fetched(u_points, min(point + 1u, TRAIL_POINTS - 1u)).xyz);
    vec2 along = c.xy - a.xy;
    float length_px = length(along), half_width = 0.5 * here.w * u_pixels / max(b.z, view.near);
    vec2 across = length_px > 1e-4 ? vec2(-along.y, along.x) / length_px : vec2(0.0);
    float drawn = max(half_width, THINNEST);
    v_shine = fetched(u_shine, point);
    v_shine.a *= half_width / drawn;
    v_seen = min(min(a.z, b.z), c.z) > view.near ? 1.0 : 0.0;
    v_depth = depth_at(max(b.z, view.near));
    gl_Position = vec4((b.xy + v_side * drawn * across) / (0.5 * view.viewport), 0.0, 1.0);
}
