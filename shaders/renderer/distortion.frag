// Distortion of the picture by a pressure front, and radial light shafts from a bright source.
// Shafts: after Mitchell 2007, "Volumetric Light Scattering as a Post-Process" (GPU Gems 3, chapter 13).
#include "common/interleaved.glsl"

uniform sampler2D u_image;
uniform vec2 u_ripple_centre;     // in the picture, [0, 1]
uniform float u_ripple_radius;    // share of the picture's height
uniform float u_ripple_width;     // share of the picture's height
uniform float u_ripple_strength;  // share of the picture's height; 0: none
uniform vec2 u_shaft_source;      // in the picture, [0, 1] when on screen
uniform vec3 u_shaft_colour;      // linear; black: none
uniform float u_aspect;           // width over height

in vec2 v_uv;
out vec4 f_colour;

const int SHAFT_STEPS = 44;
const float SHAFT_DECAY = 0.965;
const float SHAFT_FLOOR = 1.5;   // radiance from which light makes shafts
const float SHAFT_LIMIT = 6.0;   // radiance above which it makes no more
const float SHAFT_REACH = 0.75;

void main()
{
    vec2 uv = v_uv;
    if (u_ripple_strength > 0.0) {
        vec2 way = (uv - u_ripple_centre) * vec2(u_aspect, 1.0);
        float from_front = (length(way) - u_ripple_radius) / max(u_ripple_width, 1e-4);
        float bend = -from_front * exp(-from_front * from_front * 2.0) * u_ripple_strength;
        uv -= normalize(way + 1e-6) * bend / vec2(u_aspect, 1.0);
    }
    vec3 light = textureLod(u_image, uv, 0.0).rgb;
    if (u_shaft_colour.r + u_shaft_colour.g + u_shaft_colour.b > 0.0) {
        vec2 step_back = (u_shaft_source - v_uv) * (SHAFT_REACH / float(SHAFT_STEPS));
        float offset = interleaved_gradient_noise(gl_FragCoord.xy);
        vec2 at = v_uv + step_back * offset;
        vec3 sum = vec3(0.0);
        float weight = 1.0, total = 0.0;
        for (int i = 0; i < SHAFT_STEPS; i++) {
            vec3 seen = textureLod(u_image, clamp(at, 0.0, 1.0), 0.0).rgb;
            float bright = max(seen.r, max(seen.g, seen.b));
            sum += seen * (smoothstep(SHAFT_FLOOR, SHAFT_FLOOR * 3.0, bright) * min(1.0, SHAFT_LIMIT / max(bright, 1e-3)) * weight);
            total += weight;
            weight *= SHAFT_DECAY;
            at += step_back;
        }
        light += sum / total * u_shaft_colour;
    }
    f_colour = vec4(light, 1.0);
}
