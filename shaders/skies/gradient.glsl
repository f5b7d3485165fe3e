// From the zenith over the horizon to the ground.
uniform vec3 u_zenith;   // [0, inf) radiance
uniform vec3 u_horizon;  // [0, inf) radiance
uniform vec3 u_ground;   // [0, inf) radiance

vec3 sky(vec3 direction)
{
    float up = direction.y;
    return up > 0.0 ? mix(u_horizon, u_zenith, sqrt(up)) : mix(u_horizon, u_ground, sqrt(-up));
}
