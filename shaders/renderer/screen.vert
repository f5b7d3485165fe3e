// One triangle that covers the picture: on the near plane, or on the far one.
#include "generated/depth.glsl"
#ifndef FAR
#define FAR 0
#endif
out vec2 v_uv;
#if FAR
#include "common/rays.glsl"
out vec3 v_ray;  // through the pixel, world axes, 1 m long along the view
#endif

void main()
{
    v_uv = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
#if FAR
    v_ray = ray_through(v_uv);
#endif
    gl_Position = vec4(v_uv * 2.0 - 1.0, FAR == 1 ? FAR_CLIP : 1.0, 1.0);
}
