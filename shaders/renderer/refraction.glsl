// Light through a transmissive body: the opaque picture, looked up along the refracted ray.
// Thickness from the depth of the back faces; absorption by Beer-Lambert; dispersion by three indices.
#include "common/depth.glsl"
#include "common/fresnel.glsl"

uniform sampler2D u_behind;      // opaque picture at half the size with mip levels, written by the pass `behind`
uniform sampler2D u_back_depth;  // depth of the nearest back faces, written by the back pass

const float DISPERSION = 0.02;     // difference of index between red and blue
const float BLUR_LEVELS = 5.0;     // mip levels that roughness 1 reaches from the full size on
const float LEAST_SLANT = 0.1;       // cosine between the view ray and the camera's axis

vec3 behind(vec3 relative, float level)
{
    vec4 clip = view.clip_from_relative * vec4(relative, 1.0);
    vec2 uv = clip.xy / max(clip.w, 1e-4) * 0.5 + 0.5;
    return textureLod(u_behind, clamp(uv, 0.002, 0.998), level).rgb;
}

vec3 transmitted(Fragment f, Surface s)
{
    float front = view_distance(gl_FragCoord.z);
    float back = view_distance(texelFetch(u_back_depth, ivec2(gl_FragCoord.xy), 0).r);
    float slant = max(dot(-f.view, view.camera_forward), LEAST_SLANT);
    float way = clamp((back - front) / slant, 0.02, s.thickness);
    float level = max(s.roughness * BLUR_LEVELS - 1.0, 0.0);  // the image has half the size
    vec3 seen = vec3(0.0);
    for (int channel = 0; channel < 3; channel++) {
        float index = s.ior + DISPERSION * float(channel - 1);
        vec3 ray = refract(-f.view, s.normal, 1.0 / index);
        seen[channel] = behind(f.relative + ray * way, level)[channel];
    }
    float n_v = clamp(dot(s.normal, f.view), 0.0, 1.0);
    float fresnel = schlick(reflectance(s), n_v).g;
    return seen * pow(max(s.transmission, 1e-4), vec3(way)) * (1.0 - fresnel);
}
