// Mean of the contact over the 3 by 3 texels in which its directions are spread evenly: of those on one surface.
#include "common/same_surface.glsl"

uniform sampler2D u_contact;  // written by the same pass
uniform sampler2D u_depth;    // full size

in vec2 v_uv;
out vec4 f_colour;

void main()
{
    vec2 texel = 1.0 / vec2(textureSize(u_contact, 0));
    float here = textureLod(u_depth, v_uv, 0.0).r, total = 0.0;
    vec4 sum = vec4(0.0);
    for (int i = 0; i < 9; i++) {
        vec2 uv = v_uv + texel * vec2(i % 3 - 1, i / 3 - 1);
        float weight = on_surface(vec4(textureLod(u_depth, uv, 0.0).r), here).x;
        sum += weight * textureLod(u_contact, uv, 0.0);
        total += weight;
    }
    f_colour = sum / total;
}
