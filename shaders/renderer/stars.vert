// Stars as points, each a soft dot of constant energy. The include "sky" is replaced by a file of shaders/skies that
// defines `star_brightness`.
#include "generated/view.glsl"
#include "generated/depth.glsl"
#include "common/colour.glsl"
#include "common/travel.glsl"
#include "sky"

const float SPOT = 0.0011;         // radians: radius of a star, before the pixel widens it
const float PIXEL_RADIUS = 0.75;   // pixels: radius to which a star is widened
const float STAR_REACH = 3.6;      // radii beyond which a star has no light worth adding
const float FAINT = 1e-4;          // radiance that is not worth adding

in vec3 a_direction;  // unit, world axes
in float a_light;     // radiance in the middle of a dot of radius SPOT
in float a_kelvin;    // temperature

flat out vec3 v_light;     // radiance in the middle
flat out vec4 v_spot;      // pixels: its middle; 1/pixel: by how much it is longer away from the middle of the picture, with that direction
flat out float v_smaller;  // 1/pixel: inverse of its radius

void main()
{
    gl_PointSize = 1.0;
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
    v_light = vec3(0.0);
    v_spot = vec4(0.0);
    v_smaller = 0.0;
    vec4 clip = view.clip_from_relative * vec4(a_direction, 0.0);
    float cosine = clip.w;  // of its angle to the direction of the view
    if (cosine <= 0.0) return;
    float pixel = 2.0 * length(view.ray_right) / view.viewport.x * cosine;  // radians, across the way to the middle of the picture
    float radius = max(SPOT / pixel, PIXEL_RADIUS), wider = radius * pixel / SPOT;
    vec3 light = blackbody(a_kelvin) * (a_light * star_brightness(a_direction) / (wider * wider));
    float most = max(max(light.r, light.g), light.b);
    if (most <= FAINT) return;
    vec2 from_middle = clip.xy / cosine, place = (from_middle * 0.5 + 0.5) * view.viewport;
    vec2 outwards = from_middle * view.viewport;
    v_light = light;
    v_smaller = 1.0 / radius;
    v_spot = vec4(place, outwards * (v_smaller * sqrt(1.0 - cosine * cosine) / max(length(outwards), 1e-6)));
    // OpenGL leaves out points whose middle is beyond the border, so it is moved there, and the point is as much
    // larger.
    vec2 inside = clamp(from_middle, -1.0, 1.0), beyond = abs(from_middle - inside) * view.viewport;
    float reach = radius / cosine * min(sqrt(log(most / FAINT)), STAR_REACH);
    gl_PointSize = 2.0 * reach + max(beyond.x, beyond.y);
    if (0.5 * gl_PointSize < 2.0 * reach) gl_Position = vec4(inside, FAR_CLIP, 1.0);
}
