// Shading of any material. The include "material" is replaced by a file of shaders/materials.
#include "generated/view.glsl"
#include "common/colour.glsl"
#include "common/travel.glsl"
#include "common/surface.glsl"
#include "common/environment.glsl"
#include "common/constants.glsl"
#include "material"
#include "common/lighting.glsl"  // after the material, which may define DULL

uniform sampler2D u_mirror_image;  // the image reflected in the mirror plane, written by the mirror pass
uniform float u_most;              // radiance to which light is limited
uniform float u_mirror_shown;      // 1 where there is such an image, else 0

in vec3 v_relative;
in vec3 v_to_eye;
in vec3 v_shadow;
in vec3 v_object;
in vec3 v_normal;
in vec4 v_edges;
in vec4 v_more_edges;
in vec4 v_tint;
flat in vec4 v_values;

out vec4 f_colour;  // a: share of the light that does not come from the mirror image

const float MIRROR_BEND = 0.06;  // how far a tilted normal moves the reflection, share of the picture
const float MIRROR_BLUR = 6.0;   // mip levels that roughness 1 reaches, from an image of half the picture's size on
const float UNSEEN = 1e-6;       // radiance: light below this has no motion that could be seen
const float MIRROR_COARSE = 0.8; // levels below half of the picture's size from which an image is coarse

// Of the nearest edge. xyz: unit direction towards it, world, in the plane of the face; w: metres of the world per
// metre of the model in that direction. distance, change: m, model, to it, and to the neighbouring pixels; derivatives
// are of one edge, so that they are exact where pixels of a quad have different ones.
vec4 nearest_edge(out float distance, out float change)
{
    vec4 d = v_edges, x = dFdx(v_edges), y = dFdy(v_edges);
    bvec4 more = lessThan(v_more_edges, d);
    d = mix(d, v_more_edges, more);
    x = mix(x, dFdx(v_more_edges), more);
    y = mix(y, dFdy(v_more_edges), more);
    bvec2 two = lessThan(d.zw, d.xy);
    d.xy = mix(d.xy, d.zw, two);
    x.xy = mix(x.xy, x.zw, two);
    y.xy = mix(y.xy, y.zw, two);
    bool one = d.y < d.x;
    distance = one ? d.y : d.x;
    vec2 slope = one ? vec2(x.y, y.y) : vec2(x.x, y.x);
    change = abs(slope.x) + abs(slope.y);
    // The gradient in the plane of the face, from the changes of distance and position to the next pixels, times
    // `area`.
    vec3 right = dFdx(v_relative), up = dFdy(v_relative);
    float area = dot(v_normal, cross(right, up));
    vec3 away = (cross(up, v_normal) * slope.x + cross(v_normal, right) * slope.y) * sign(area);
    float steep = length(away);
    return steep > 0.0 ? vec4(-away, abs(area)) / steep : vec4(0.0, 0.0, 0.0, 1.0);
}

Fragment fragment()
{
    vec3 eye = normalize(v_to_eye);
    vec3 normal = normalize(v_normal);
    normal = gl_FrontFacing ? normal : -normal;
    float distance, change;
    vec4 edge = nearest_edge(distance, change);
    return Fragment(v_relative, v_shadow, v_object, normal, eye, edge.xyz, distance * edge.w, v_tint, v_values, view.time, gl_FragCoord.xy,
                    change * edge.w, dFdx(v_object), dFdy(v_object), dFdx(v_relative), dFdy(v_relative));
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
    // One tap, or four of a coarse image, so that its texels are not seen as steps. llvmpipe executes both sides of a
    // branch, but loops only as often as needed.
    int taps = smaller < MIRROR_COARSE ? 1 : 4, i = 0;
    vec2 spread = taps == 1 ? vec2(0.0) : texel;
    vec3 sum = vec3(0.0);
    do sum += textureLod(u_mirror_image, uv + spread * (vec2(i & 1, i >> 1) - 0.5), blur).rgb; while (++i < taps);
    return sum / float(taps);
}

void main()
{
    Fragment f = fragment();
    Surface s = material(f);
#ifdef RESULT
    vec3 value = RESULT;  // an expression of s: what a pass draws instead of light
    f_colour = vec4(any(isnan(value)) ? vec3(0.0) : value, 1.0);
#else
    s.roughness = filtered_roughness(s.roughness, dFdx(s.normal + s.to_face), dFdy(s.normal + s.to_face));
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
    float own_share = 1.0;  // of the light: all but that of the mirror image, which the blur of sub-frames leaves as it is
    if (s.mirror * u_mirror_shown > 0.0) {
        vec2 uv = gl_FragCoord.xy / view.viewport + (s.normal - f.normal).xz * MIRROR_BEND;
        float n_v = clamp(dot(f.normal, f.view), 0.0, 1.0);
        float fresnel = schlick(reflectance(s), n_v).g;
        vec3 reflected = mirrored(uv, s.roughness);
#ifdef CONTACT
        reflected *= mix(1.0, near.x, MIRROR_OCCLUDED);
#endif
        reflected = min(reflected * s.mirror * fresnel, vec3(u_most));
        light = min(light * (1.0 - s.mirror * fresnel), vec3(u_most));
        own_share = dot(light, vec3(1.0)) / max(dot(light + reflected, vec3(1.0)), UNSEEN);
        light += reflected;
    }
#ifdef TRANSMISSIVE
    light += transmitted(f, s);
#endif
    // Bloom and the blur would spread a NaN over the picture.
    bool wrong = any(isnan(light)) || isnan(own_share);
    f_colour = wrong ? vec4(vec3(0.0), 1.0) : vec4(clamp(light, vec3(0.0), vec3(u_most)), own_share);
#endif
}
