// Ambient occlusion and contact shadows, from the depth of opaque surfaces, at a quarter to half of the size. The
// occlusion is the cosine-weighted share of one slice through the hemisphere that lies above the horizons to both sides
// of the pixel (GTAO: Jimenez, Wu, Pesce, Jarabo 2016, "Practical Realtime Strategies for Accurate Indirect
// Occlusion"). The direction of the slice and the offset of the steps differ between pixels and sub-frames, so that
// they average out.
#include "generated/detail.glsl"
#include "generated/view.glsl"
#include "common/constants.glsl"
#include "common/contact.glsl"
#include "common/depth.glsl"
#include "common/interleaved.glsl"
#include "common/rays.glsl"

uniform sampler2D u_depth;  // of the picture, full size

in vec2 v_uv;
out vec4 f_colour;  // as `u_contact`

const float LARGEST_REACH = 0.3;     // of the picture's height: how far horizons are searched, so that the steps stay dense
const float LEAST_REACH_PIXELS = 1.5;  // below which nothing would be found
const float STEEPNESS = 8.0;         // slopes from half to one and a half of its inverse, above the plane, begin to hide
const float OTHER_PATTERN = 5.588238;  // pixels between the patterns of the directions and of the steps
const float LIFT = 0.004;            // of the distance: where contact shadows begin above the surface
const float THICKNESS = 0.35;        // of the length of a contact shadow: how thick what casts one is

// The place, relative, m, and distance of the surface in the pixel that holds a place in the picture.
vec3 place_at(vec2 uv, out float distance)
{
    vec2 pixel = clamp(floor(uv * view.viewport), vec2(0.0), view.viewport - 1.0);
    distance = view_distance(texelFetch(u_depth, ivec2(pixel), 0).r);
    return ray_through((pixel + 0.5) / view.viewport) * distance;
}

float in_picture(vec2 uv) { vec2 within = step(abs(uv - 0.5), vec2(0.5)); return within.x * within.y; }

// The normal of the depth buffer: of the two neighbours on each axis, that which is on the surface. slope: how much
// farther the surface is in the neighbouring pixels, m.
vec3 surface_normal(vec2 uv, vec3 here, float away, out float slope)
{
    vec2 texel = 1.0 / view.viewport;
    float l, r, d, u;
    vec3 left = place_at(uv - vec2(texel.x, 0.0), l), right = place_at(uv + vec2(texel.x, 0.0), r);
    vec3 down = place_at(uv - vec2(0.0, texel.y), d), up = place_at(uv + vec2(0.0, texel.y), u);
    vec2 before = step(uv, texel) * 2.0 * view.far, after = step(1.0 - texel, uv) * 2.0 * view.far;  // outside the picture
    vec3 across = abs(r - away) + after.x < abs(away - l) + before.x ? right - here : here - left;
    vec3 upwards = abs(u - away) + after.y < abs(away - d) + before.y ? up - here : here - down;
    slope = min(abs(r - away) + after.x, abs(away - l) + before.x) + min(abs(u - away) + after.y, abs(away - d) + before.y);
    return normalize(cross(across, upwards));
}

// x: share of ambient light; y: the bend of the normal. random: two numbers, [0, 1).
vec2 occlusion_at(vec2 uv, vec3 here, float away, vec3 normal, vec2 random)
{
    // The direction of the slice, in the picture and in the world.
    float angle = PI * random.x;
    vec2 along = vec2(cos(angle), sin(angle));
    float height = 2.0 * length(view.ray_up);  // of the picture, m, 1 m along the view
    vec3 side = normalize(normalize(view.ray_right) * along.x + normalize(view.ray_up) * along.y);
    vec3 to_eye = -normalize(here), axis = normalize(cross(side, to_eye));
    vec3 across = cross(to_eye, axis);  // unit, in the slice, perpendicular to the view
    vec3 projected = normal - axis * dot(normal, axis);
    float share = length(projected), sin_n = clamp(dot(projected, across) / max(share, 1e-4), -1.0, 1.0);
    float cos_n = sqrt(1.0 - sin_n * sin_n);
    float reach = min(view.contact_radius / (away * height), LARGEST_REACH);
    vec2 step_uv = along * reach * vec2(view.viewport.y / view.viewport.x, 1.0);
    // Cosines with the view of the horizons; at first those of the surface itself.
    vec2 none = vec2(-sin_n, sin_n), horizon = none;
    for (int i = 0; i < OCCLUSION_STEPS; i++) {
        float way = (float(i) + random.y) / float(OCCLUSION_STEPS);
        vec2 offset = step_uv * max(way * way, LEAST_REACH_PIXELS / max(reach * view.viewport.y, LEAST_REACH_PIXELS));
        float w;
        vec3 first = place_at(uv + offset, w) - here, last = place_at(uv - offset, w) - here;
        vec2 lengths_2 = vec2(dot(first, first), dot(last, last)), shrink = inversesqrt(max(lengths_2, 1e-12));
        vec2 found = vec2(dot(first, to_eye), dot(last, to_eye)) * shrink;
        vec2 weight = clamp(1.0 - lengths_2 / (view.contact_radius * view.contact_radius), 0.0, 1.0);
        // What lies on the pixel's own plane hides nothing, though pixels lie beside the slice.
        weight *= clamp(vec2(dot(first, normal), dot(last, normal)) * shrink * STEEPNESS - 0.5, 0.0, 1.0);
        weight *= vec2(in_picture(uv + offset), in_picture(uv - offset));
        horizon = max(horizon, mix(none, found, weight));
    }
    // The angles h of the horizons with the view, to the other side negative, their cosines and sines.
    vec2 cos_h = clamp(horizon, -1.0, 1.0), sin_h = sqrt(1.0 - cos_h * cos_h) * vec2(1.0, -1.0), h = acos(cos_h) * vec2(1.0, -1.0);
    // The cosine of 2 h - n.
    vec2 beyond = (2.0 * cos_h * cos_h - 1.0) * cos_n + 2.0 * sin_h * cos_h * sin_n;
    vec2 arc = 0.25 * (cos_n + 2.0 * h * sin_n - beyond);
    float open = share * (arc.x + arc.y);
    float middle = 0.5 * (h.x + h.y);  // of the horizons
    float turned = sin(middle) * cos_n - cos(middle) * sin_n;  // sine of the angle from the normal to it
    vec3 tangent = across * cos_n - to_eye * sin_n;
    float nothing = reach * view.viewport.y < LEAST_REACH_PIXELS ? 1.0 : 0.0;
    // The mean share of slices of a plane is less than 1 in the slices that it is seen at an angle in: a plane is not
    // occluded.
    return mix(vec2(open + 1.0 - share, tangent.y * turned * share), vec2(1.0, 0.0), nothing);
}

// Share of the key light. The depth buffer is linear along a line in the picture, as the line's own depth is.
float key_at(vec3 here, float away, vec3 normal, float slope, float random)
{
    vec3 from = here + normal * (LIFT * away), to = from - view.key_direction * view.contact_shadow;
    vec4 a = view.clip_from_relative * vec4(from, 1.0), b = view.clip_from_relative * vec4(to, 1.0);
    b = mix(a, b, b.w < view.near ? clamp((a.w - view.near) / (a.w - b.w), 0.0, 1.0) : 1.0);
    vec3 begin = vec3(a.xy / a.w * 0.5 + 0.5, depth_at(a.w)), end = vec3(b.xy / b.w * 0.5 + 0.5, depth_at(b.w));
    float hidden = 0.0, thickness = THICKNESS * view.contact_shadow;
    for (int i = 0; i < CONTACT_STEPS; i++) {
        float way = (float(i) + random) / float(CONTACT_STEPS);
        vec3 place = mix(begin, end, way);
        float behind = view_distance(place.z) - view_distance(textureLod(u_depth, place.xy, 0.0).r);
        float hit = step(slope, behind) * step(behind, thickness + slope) * in_picture(place.xy);
        hidden = max(hidden, hit * (1.0 - way * way));
    }
    return 1.0 - hidden * step(0.0, dot(normal, -view.key_direction));
}

void main()
{
    float away, slope;
    // The middle of a pixel of the picture, as its depth is one of a pixel.
    vec2 uv = (floor(v_uv * view.viewport - 0.25) + 0.5) / view.viewport;
    vec3 here = place_at(uv, away);
    vec3 normal = surface_normal(uv, here, away, slope);
    vec2 random = fract(vec2(interleaved_gradient_noise(gl_FragCoord.xy), interleaved_gradient_noise(gl_FragCoord.yx + OTHER_PATTERN))
                        + view.phase * vec2(1.0, 1.0) + vec2(0.0, GOLDEN));
    vec2 ambient = occlusion_at(uv, here, away, normal, random);
    float key = view.contact_shadow > 0.0 ? key_at(here, away, normal, slope, random.y) : 1.0;
    float strength = view.contact_occlusion;
    f_colour = vec4(pow(clamp(ambient.x, 0.0, 1.0), strength), NO_BEND + (1.0 - NO_BEND) * clamp(ambient.y * strength, -1.0, 1.0), key, 1.0);
}
