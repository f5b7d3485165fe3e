// Light in the channels of a floor.
#include "common/constants.glsl"

const float HEAD = 0.05;     // share of the way that the bright head takes
const float PULSES = 7.0;    // waves along a channel
const float PULSE_SPEED = 1.4;  // waves a second
const float FULL = 0.999;          // run from which on the head has arrived and is gone
const float CORE = 4.0;            // how narrow the light is across the channel
const float CORE_MEAN = 0.44;      // mean of exp(-CORE * x * x) from -1 to 1
const vec3 LIGHT = vec3(0.55, 0.6, 3.0);  // of a filled channel, of a pulse, of the head: factors on the radiance
const vec2 NARROW = vec2(1.0, 2.5);  // pixels: width of a channel up to which its light is drawn as a line, and from which on as a surface

// Factor on the radiance. along: share of the way; run: share that is lit; pulse: brightness of pulses, [0, 1].
float channel_light(float along, float run, float pulse)
{
    float filled = run <= 0.0 ? 0.0 : smoothstep(run, run - 0.012, along);
    float head = filled * exp(-max(run - along, 0.0) / HEAD) * step(run, FULL);
    float wave = 0.5 + 0.5 * sin(TAU * (along * PULSES - cycle(PULSE_SPEED)));
    return filled * (LIGHT.x + LIGHT.y * pulse * wave * wave) + LIGHT.z * head;
}

// Share of a channel's light that is drawn as a line, because a triangle so narrow would be dashes. pixels: its width.
float as_line(float pixels) { return 1.0 - smoothstep(NARROW.x, NARROW.y, pixels); }
