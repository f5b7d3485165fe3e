// The opaque picture with the nearness of what it shows.
#include "common/depth.glsl"

uniform sampler2D u_image;  // light of opaque surfaces and of the sky
uniform sampler2D u_depth;  // their depth
in vec2 v_uv;
out vec4 f_colour;  // rgb: light; a: 1 / distance along the view, 1/m, 0 for the sky

void main()
{
    float depth = textureLod(u_depth, v_uv, 0.0).r;
    f_colour = vec4(textureLod(u_image, v_uv, 0.0).rgb, depth > 0.0 ? 1.0 / view_distance(depth) : 0.0);
}
