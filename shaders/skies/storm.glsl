// A low deck of storm cloud in perspective, lit from below its edges by a low sun, over a band of light along the
// horizon.
#include "common/noise.glsl"
#include "common/travel.glsl"
/* [parameters]
zenith  = { type = "colour", description = "radiance between clouds straight above" }
horizon = { type = "colour", description = "radiance along the horizon" }
ground  = { type = "colour", default = [0.02, 0.02, 0.02], description = "radiance straight below" }
cloud   = { type = "colour", description = "radiance of the shaded underside of clouds" }
edge    = { type = "colour", description = "radiance of the edges of clouds that face the sun" }
sun     = { type = "direction", description = "towards the sun" }
speed   = { type = "float", default = 0.05, description = "speed at which clouds pass, patterns a second" }
*/

const float LOWEST = 0.16;      // of the direction's y: keeps the deck finite at the horizon
const float SCALE = 0.85;       // patterns of cloud in a unit of the deck's height
const float TOWARDS_SUN = 0.16; // patterns, over which the slope of a cloud is measured
const vec2 COVER = vec2(0.33, 0.54);  // of the noise: where cloud begins, and where it is thick
const float SLOPE = 4.0;        // how much the light varies with it
const float HAZE = 2.6;         // how fast clouds fade into the light along the horizon
const float DRIFT = 0.2;        // of the speed at which clouds pass, that at which they change
const float HALO = 0.7;         // of the edge's light, about the sun

vec3 sky(vec3 direction)
{
    float up = max(direction.y, 0.0);
    vec3 to_sun = normalize(u_sun);
    float sunward = max(dot(direction, to_sun), 0.0);
    vec3 clear = direction.y > 0.0 ? mix(u_horizon, u_zenith, sqrt(up)) : mix(u_horizon, u_ground, sqrt(-direction.y));
    clear += u_edge * HALO * pow(max(sunward, 0.0), 16.0);
    if (direction.y <= 0.0) return clear;
    vec2 place = direction.xz / (up + LOWEST) * SCALE;
    vec3 wind = vec3(0.0, u_speed, DRIFT * u_speed);
    float thick = moving_fbm(vec3(place, 0.0), 5, wind);
    float beside = moving_fbm(vec3(place + TOWARDS_SUN * to_sun.xz, 0.0), 3, wind);
    float cover = smoothstep(COVER.x, COVER.y, thick);
    float lit = clamp(0.5 + SLOPE * (thick - beside), 0.0, 1.0);
    vec3 cloud = mix(u_cloud, u_edge * (0.5 + sunward), lit * lit * (1.0 - 0.6 * cover));
    return mix(clear, cloud, cover * (1.0 - exp(-HAZE * up * (1.0 + HAZE))));
}
