// From the zenith over the horizon to the ground.
uniform vec3 u_zenith;   // radiance
uniform vec3 u_horizon;  // radiance
uniform vec3 u_ground;   // radiance

vec3 sky(vec3 direction)
{
    float up = direction.y;
    return up > 0.0 ? mix(u_horizon, u_zenith, sqrt(up)) : mix(u_horizon, u_ground, sqrt(-up));
}
