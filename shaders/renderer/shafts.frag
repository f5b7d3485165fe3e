// Radial light shafts from a bright source, at a quarter of the size: they are smooth.
// After Mitchell 2007, "Volumetric Light Scattering as a Post-Process" (GPU Gems 3, chapter 13).
#include "common/interleaved.glsl"

uniform sampler2D u_image;  // the picture, linear light
uniform vec2 u_shaft_source;  // in the picture, [0, 1] when on screen

in vec2 v_uv;
out vec4 f_colour;

const int SHAFT_STEPS = 44;
const float SHAFT_DECAY = 0.965;
const float SHAFT_FLOOR = 1.5;   // radiance from which light makes shafts
const float SHAFT_LIMIT = 6.0;   // radiance above which it makes no more
const float SHAFT_REACH = 0.75;

void main()
{
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
    f_colour = vec4(sum / total, 1.0);
}
