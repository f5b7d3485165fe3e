// Poses of all pieces of a frame, in one texture: per pose three rows of relative_from_piece and one of values.
#include "generated/draw.glsl"
#include "generated/poses.glsl"

uniform sampler2D u_poses;  // written by renderer/poses.py

int pose_index(float piece) { return draw.first_pose + gl_InstanceID * draw.pieces + int(piece + 0.5); }

ivec2 pose_texel(int pose) { return ivec2((pose % POSES_PER_ROW) * TEXELS_PER_POSE, pose / POSES_PER_ROW); }

mat4x3 pose_of(sampler2D poses, int pose)
{
    ivec2 t = pose_texel(pose);
    return mat4x3(transpose(mat3x4(
        texelFetch(poses, t, 0), texelFetch(poses, t + ivec2(1, 0), 0), texelFetch(poses, t + ivec2(2, 0), 0))));
}

mat4x3 pose_matrix(int pose) { return pose_of(u_poses, pose); }

vec4 pose_values(int pose) { return texelFetch(u_poses, pose_texel(pose) + ivec2(3, 0), 0); }
