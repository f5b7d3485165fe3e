// Where each vertex is in the first and in the last sub-frame of an exposure.
#include "generated/vertex.glsl"
#include "renderer/poses.glsl"
#include "generated/depth.glsl"
uniform mat4 u_clip_from_relative;  // of the sub-frame that is drawn; relative positions are in m
uniform sampler2D u_first_poses;    // of the same pieces in the first sub-frame, written by the motion pass
uniform sampler2D u_last_poses;     // and in the last
uniform mat4 u_first_clip;  // clip_from_relative of the first sub-frame, without its offsets, m
uniform mat4 u_last_clip;  // clip_from_relative of the last, m
out vec3 v_first;  // x, y and w in clip space
out vec3 v_last;
invariant gl_Position;  // the depth pass must land on the same depth

void main()
{
    int pose = pose_index(a_piece);
    vec4 position = vec4(a_position, 1.0);
    v_first = (u_first_clip * vec4(pose_of(u_first_poses, pose) * position, 1.0)).xyw;
    v_last = (u_last_clip * vec4(pose_of(u_last_poses, pose) * position, 1.0)).xyw;
    vec3 relative = pose_matrix(pose) * position;
    gl_Position = rasterised(u_clip_from_relative * vec4(relative, 1.0));
}
