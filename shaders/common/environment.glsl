// Light from all around: a gradient of radiance from above over the horizon to below (the look's `ambient`).
#include "generated/view.glsl"

// Radiance from a direction, unit, world axes; without the key light.
vec3 environment_radiance(vec3 direction)
{
    float up = direction.y;
    return up > 0.0 ? mix(view.ambient_horizon, view.ambient_above, sqrt(up))
                    : mix(view.ambient_horizon, view.ambient_below, sqrt(-up));
}

// Mean radiance over all directions, approximated from three.
vec3 environment_mean() { return (view.ambient_above + 2.0 * view.ambient_horizon + view.ambient_below) * 0.25; }
