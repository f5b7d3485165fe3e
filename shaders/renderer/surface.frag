// Shading of any material. The include "material" is replaced by a file of shaders/materials.
#include "generated/view.glsl"
#include "common/colour.glsl"
#include "common/travel.glsl"
#include "common/surface.glsl"
#include "common/lighting.glsl"
#include "material"

uniform sampler2D u_mirror_image;  // the image reflected in the mirror plane, written by the mirror pass
uniform float u_mirror_shown;      // 1 where there is such an image, else 0

in vec3 v_relative;
in vec3 v_to_eye;
in vec3 v_shadow;
in vec3 v_object;
in vec3 v_normal;
in vec4 v_edge;
in vec4 v_tint;
flat in vec4 v_values;

out vec4 f_colour;

const float MAX_RADIANCE = 4000.0;
const float MIRROR_BEND = 0.06;  // how far a tilted normal moves the reflection, share of the picture
const float MIRROR_BLUR = 6.0;   // mip levels that roughness 1 reaches, from an image of half the picture's size on
const float MIRROR_COARSE = 0.8; // levels below half of the picture's size from which an image is coarse

Fragment fragment()
{
    vec3 eye = normalize(v_to_eye);
    vec3 normal = normalize(v_normal);
    normal = gl_FrontFacing ? normal : -normal;
    float along = length(v_edge.xyz);
    vec3 edge = along > 0.0 ? v_edge.xyz / along : vec3(0.0);
    return Fragment(v_relative, v_shadow, v_object, normal, eye, edge, v_edge.w, v_tint, v_values, view.time, gl_FragCoord.xy,
                    fwidth(v_edge.w), dFdx(v_object), dFdy(v_object), dFdx(v_relative), dFdy(v_relative));
}

#ifdef CONTACT
#include "renderer/contact.glsl"
#endif

#ifdef TRANSMISSIVE
#include "renderer/refraction.glsl"
#endif

// Light that comes from the mirror image. uv: place in it, [0, 1].
vec3 mirrored(vec2 uv, float roughness)
{
    vec2 texel = 1.0 / vec2(textureSize(u_mirror_image, 0));
    float smaller = log2(0.5 * view.viewport.y * texel.y);  // levels from half of the picture's size
    float blur = max(roughness * MIRROR_BLUR - smaller, 0.0);
    if (smaller < MIRROR_COARSE) return textureLod(u_mirror_image, uv, blur).rgb;
    vec3 sum = vec3(0.0);  // of four taps, so that the texels of a coarse image are not seen as steps
    for (int i = 0; i < 4; i++) sum += textureLod(u_mirror_image, uv + texel * (vec2(i & 1, i >> 1) - 0.5), blur).rgb;
    return 0.25 * sum;
}

void main()
{
    Fragment f = fragment();
    Surface s = material(f);
#ifdef RESULT
    vec3 value = RESULT;  // an expression of s: what a pass draws instead of light
    f_colour = vec4(any(isnan(value)) ? vec3(0.0) : value, 1.0);
#else
#ifdef CONTACT
    vec3 near = contact_at(f.pixel);
#endif
#ifdef EMISSION_ONLY
    vec3 light = s.emission;
#else
#ifdef CONTACT
    s.occlusion *= near.x;
    s.emission *= mix(1.0, near.x, EMISSION_OCCLUDED);
    vec3 light = lit(s, f, Contact(near.y, near.z));
#else
    vec3 light = lit(s, f, NO_CONTACT);
#endif
#endif
    if (s.mirror * u_mirror_shown > 0.0) {
        vec2 uv = gl_FragCoord.xy / view.viewport + (s.normal - f.normal).xz * MIRROR_BEND;
        float n_v = clamp(dot(f.normal, f.view), 0.0, 1.0);
        float fresnel = schlick(reflectance(s), n_v).g;
        vec3 reflected = mirrored(uv, s.roughness);
#ifdef CONTACT
        reflected *= mix(1.0, near.x, MIRROR_OCCLUDED);
#endif
        light = mix(light, reflected, s.mirror * fresnel);
    }
#ifdef TRANSMISSIVE
    light += transmitted(f, s);
#endif
    // The largest half float is 65504, and bloom would spread a NaN over the picture.
    f_colour = vec4(any(isnan(light)) ? vec3(0.0) : clamp(light, vec3(0.0), vec3(MAX_RADIANCE)), 1.0);
#endif
}
