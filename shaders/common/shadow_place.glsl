// Place in the shadow map.
#include "generated/view.glsl"

// relative: position, m. Returns: texture coordinates and depth, each [0, 1] inside the map. Linear in the position.
vec3 shadow_place(vec3 relative) { return (view.shadow_from_relative * vec4(relative, 1.0)).xyz; }

const float SHADOW_LIFT = 2.2;  // texels of the shadow map, along the normal, at grazing light: wider than what is compared
const vec2 SHADOW_BIAS = vec2(1.2, 4.8);  // texels, towards the light: at perpendicular light, and added at grazing light

// The place with which a surface is compared: moved off the surface towards the light, so that it does not shade itself
// (Holbert 2011, "Saying Goodbye to Shadow Acne"). normal: of the surface, world axes, of any length.
vec3 surface_shadow_place(vec3 relative, vec3 normal)
{
    vec3 unit = normal * inversesqrt(max(dot(normal, normal), 1e-30));
    float facing = dot(unit, view.key_direction);
    vec3 across = vec3(view.shadow_from_relative[0].x, view.shadow_from_relative[1].x, view.shadow_from_relative[2].x);
    float texel = view.shadow_texel * inversesqrt(dot(across, across));  // m
    vec3 away = unit * (-sign(facing) * SHADOW_LIFT * sqrt(max(1.0 - facing * facing, 0.0))) - view.key_direction * (SHADOW_BIAS.x + SHADOW_BIAS.y * (1.0 - abs(facing)));
    return shadow_place(relative + away * texel);
}
