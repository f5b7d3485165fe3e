// Weights of a filter that does not mix surfaces (after Kopf et al. 2007, "Joint Bilateral Upsampling").
#include "generated/view.glsl"

const float SAME_SURFACE = 0.08;  // share of the distance within which points count as on one surface
const float LEAST_WEIGHT = 1e-3;  // where no tap lies on the pixel's surface, all count alike

// taps, here: depths, of four taps and of the pixel. Depth is an inverse distance, but for a constant.
vec4 on_surface(vec4 taps, float here)
{
    vec4 away = (taps - here) / (SAME_SURFACE * (here + view.depth.y)), away_2 = away * away;
    return LEAST_WEIGHT + 1.0 / (1.0 + away_2 * away_2);
}
