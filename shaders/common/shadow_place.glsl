// Place in the shadow map.
#include "generated/view.glsl"

// relative: position, m. Returns: texture coordinates and depth, each [0, 1] inside the map. Linear in the position.
vec3 shadow_place(vec3 relative) { return (view.shadow_from_relative * vec4(relative, 1.0)).xyz; }
