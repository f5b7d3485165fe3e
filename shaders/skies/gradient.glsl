// A gradient from the zenith over the horizon to the ground.
/* [parameters]
zenith  = { type = "colour", default = [0.02, 0.03, 0.06], description = "radiance straight above" }
horizon = { type = "colour", default = [0.08, 0.09, 0.11], description = "radiance along the horizon" }
ground  = { type = "colour", default = [0.02, 0.02, 0.02], description = "radiance straight below" }
*/

vec3 sky(vec3 direction)
{
    float up = direction.y;
    return up > 0.0 ? mix(u_horizon, u_zenith, sqrt(up)) : mix(u_horizon, u_ground, sqrt(-up));
}
