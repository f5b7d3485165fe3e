// Depth alone: shadow casters as the key light sees them, back faces, and the opaque set before it is lit.
// With ABOVE, only what is above the mirror plane.
#include "generated/vertex.glsl"
#include "renderer/poses.glsl"
#include "generated/depth.glsl"
uniform mat4 u_clip_from_relative;  // of the view or of the shadow map; relative positions are in m
#if ABOVE
uniform float u_plane;  // relative height of the mirror plane, m
out float v_height;     // m above it
#endif
invariant gl_Position;

void main()
{
    vec3 relative = pose_matrix(pose_index(a_piece)) * vec4(a_position, 1.0);
#if ABOVE
    v_height = relative.y - u_plane;
#endif
    gl_Position = rasterised(u_clip_from_relative * vec4(relative, 1.0));
}
