// Radial light shafts from a bright source, at a quarter of the size: they are smooth.
// After Mitchell 2007, "Volumetric Light Scattering as a Post-Process" (GPU Gems 3, chapter 13).
#include "common/interleaved.glsl"

uniform sampler2D u_source;   // what makes shafts, at the same size, without filter
uniform vec2 u_shaft_source;  // in the picture, [0, 1] when on screen

in vec2 v_uv;
out vec4 f_colour;

const int SHAFT_STEPS = 44;
const float SHAFT_DECAY = 0.965;
const float SHAFT_REACH = 0.75;

void main()
{
    vec2 step_back = (u_shaft_source - v_uv) * (SHAFT_REACH / float(SHAFT_STEPS));
    float offset = interleaved_gradient_noise(gl_FragCoord.xy);
    vec2 at = v_uv + step_back * offset;
    vec3 sum = vec3(0.0);
    float weight = 1.0, total = 0.0;
    for (int i = 0; i < SHAFT_STEPS; i++) {
        sum += weight * textureLod(u_source, at, 0.0).rgb;
        total += weight;
        weight *= SHAFT_DECAY;
        at += step_back;
    }
    f_colour = vec4(sum / total, 1.0);
}
