// Any mesh: each vertex moves with the pose of its piece. What is linear in the position is computed here: llvmpipe
// (Mesa 22.3) reads a uniform in a fragment shader lane by lane, which costs more than the interpolation.
#include "generated/view.glsl"
#include "generated/vertex.glsl"
#include "renderer/poses.glsl"
#include "common/shadow_place.glsl"
#include "generated/depth.glsl"

out vec3 v_relative;
out vec3 v_to_eye;
out vec3 v_shadow;
out vec3 v_object;
out vec3 v_normal;
out vec4 v_edges;
out vec4 v_more_edges;
out vec4 v_tint;
flat out vec4 v_values;
invariant gl_Position;  // the depth pass must land on the same depth

void main()
{
    int pose = pose_index(a_piece);
    mat4x3 relative_from_model = pose_matrix(pose);
    vec3 relative = relative_from_model * vec4(a_position, 1.0);
    mat3 linear = mat3(relative_from_model);
    v_relative = relative;
    v_to_eye = view.eye - relative;
    v_object = a_position;
    // The cofactor matrix transforms normals correctly under any scaling, including reflections.
    v_normal = mat3(cross(linear[1], linear[2]), cross(linear[2], linear[0]), cross(linear[0], linear[1])) * a_normal;
    v_shadow = surface_shadow_place(relative, v_normal);
    v_edges = a_edges;
    v_more_edges = a_more_edges;
    v_tint = a_tint;
    v_values = pose_values(pose);
    gl_Position = rasterised(view.clip_from_relative * vec4(relative, 1.0));
}
