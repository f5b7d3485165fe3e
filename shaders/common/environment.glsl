// Light from all around: a gradient of radiance from above over the horizon to below (the look's `ambient`).
#include "generated/view.glsl"

// Radiance from a direction, unit, world axes; without the key light.
vec3 environment_radiance(vec3 direction)
{
    vec3 end = direction.y > 0.0 ? view.ambient_above : view.ambient_below;
    return mix(view.ambient_horizon, end, sqrt(abs(direction.y)));
}

// Mean radiance over all directions, approximated from three.
vec3 environment_mean() { return (view.ambient_above + 2.0 * view.ambient_horizon + view.ambient_below) * 0.25; }
