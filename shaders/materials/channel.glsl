// Channels of light in a floor. tint.r: share of the way along the channel; tint.g: 0..1 across it.
#include "common/channels.glsl"
/* [parameters]
colour = { type = "colour", description = "radiance of a filled channel" }
run    = { type = "float", low = 0.0, high = 1.0, description = "share of the channel that is lit" }
pulse  = { type = "float", low = 0.0, high = 1.0, description = "brightness of the pulses that run along lit channels" }
*/

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float across = abs(2.0 * f.tint.g - 1.0), pixels = 1.0 / max(fwidth(f.tint.g), 1e-6);
    s.albedo = vec3(0.01);
    s.roughness = 0.25;
    s.specular = 1.4;
    s.emission = u_colour * (exp(-CORE * across * across) * channel_light(f.tint.r, u_run, u_pulse) * (1.0 - as_line(pixels)));
    return s;
}
