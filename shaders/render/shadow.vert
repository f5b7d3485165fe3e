// Depth of shadow casters, as the key light sees them. Reads the view block of the light's view.
#include "generated/vertex.glsl"
#include "render/poses.glsl"
uniform mat4 u_clip_from_world;

void main()
{
    gl_Position = u_clip_from_world * vec4(pose_matrix(pose_index(a_piece)) * vec4(a_position, 1.0), 1.0);
}
