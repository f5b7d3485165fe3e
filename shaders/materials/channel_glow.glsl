// Light that spills from the channels of a floor, drawn in the additive layer on strips wider than the channels; far
// away, the light of the channels themselves, as lines that do not break into dashes. tint.r: share of the way along
// the channel; tint.g: 0..1 across the strip.
#define EMISSION_ONLY
#include "common/channels.glsl"
/* [parameters]
colour = { type = "colour", description = "radiance of a filled channel" }
run    = { type = "float", low = 0.0, high = 1.0, description = "share of the channel that is lit" }
pulse  = { type = "float", low = 0.0, high = 1.0, description = "brightness of the pulses that run along lit channels" }
wider  = { type = "float", low = 1.0, description = "width of the strip over that of the channel" }
*/

const float SPILL = 0.035;  // of the channel's radiance, beside it

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float change = max(fwidth(f.tint.g), 1e-6), across = 2.0 * f.tint.g - 1.0, width = 1.0 / u_wider, away = 1.0 - across * across;
    float line = CORE_MEAN * line_share(0.5 * across, width, change) * as_line(width / change);
    s.emission = u_colour * (channel_light(f.tint.r, u_run, u_pulse) * (line + SPILL * away * away));
    return s;
}
