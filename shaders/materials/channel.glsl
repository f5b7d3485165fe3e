// Channels of light in a floor. tint.r: share of the way along the channel; tint.g: 0..1 across it.
/* [parameters]
colour = { type = "colour", description = "radiance of a filled channel" }
run    = { type = "float", low = 0.0, high = 1.0, description = "share of the channel that is lit" }
pulse  = { type = "float", low = 0.0, high = 1.0, description = "brightness of the pulses that run along lit channels" }
*/

const float HEAD = 0.05;     // share of the way that the bright head takes
const float PULSES = 7.0;    // waves along a channel
const float PULSE_SPEED = 1.4;  // waves a second
const float FULL = 0.999;          // run from which on the head has arrived and is gone
const float CORE = 4.0;            // how narrow the light is across the channel
const vec3 LIGHT = vec3(0.55, 0.6, 3.0);  // of a filled channel, of a pulse, of the head: factors on the radiance

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float along = f.tint.r;
    float across = abs(2.0 * f.tint.g - 1.0);
    float filled = u_run <= 0.0 ? 0.0 : smoothstep(u_run, u_run - 0.012, along);
    float head = filled * exp(-max(u_run - along, 0.0) / HEAD) * step(u_run, FULL);
    float wave = 0.5 + 0.5 * sin(TAU * (along * PULSES - cycle(PULSE_SPEED)));
    float core = exp(-CORE * across * across);
    s.albedo = vec3(0.01);
    s.roughness = 0.25;
    s.specular = 1.4;
    s.emission = u_colour * core * (filled * (LIGHT.x + LIGHT.y * u_pulse * wave * wave) + LIGHT.z * head);
    return s;
}
