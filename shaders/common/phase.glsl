// Phase functions: how a medium scatters light over directions, 1/sr, with an integral of 1 over the sphere.
#include "common/constants.glsl"

// Henyey and Greenstein 1941, "Diffuse Radiation in the Galaxy". cosine: between the direction of the light and of what
// is scattered, [-1, 1]. g: mean cosine, (-1, 1): 0 scatters evenly, more towards 1 forwards.
float henyey_greenstein(float cosine, float g)
{
    float d = 1.0 + g * g - 2.0 * g * cosine;
    return (1.0 - g * g) / (2.0 * TAU * d * sqrt(d));
}
