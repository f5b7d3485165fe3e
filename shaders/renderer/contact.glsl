// Reads the image of the contact pass, which is smaller than the picture.
#include "common/contact.glsl"

uniform sampler2D u_contact;  // share of ambient light; bend, encoded; share of the key light

const float EMISSION_OCCLUDED = 0.6;  // share of the ambient occlusion that emitted light has: it is scattered within the surface
const float MIRROR_OCCLUDED = 0.7;   // and that the mirror image has, whose rays are spread by roughness

// Share of ambient light, bend and share of the key light (see `Contact`). pixel: window coordinates.
vec3 contact_at(vec2 pixel)
{
    vec3 found = textureLod(u_contact, pixel / view.viewport, 0.0).rgb;
    return vec3(found.x, (found.y - NO_BEND) / (1.0 - NO_BEND), found.z);
}
