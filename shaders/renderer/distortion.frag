// Distortion of the picture by a pressure front, and radial light shafts from a bright source. RIPPLE, SHAFTS: whether
// there is any: 0 or 1.
uniform sampler2D u_image;  // the picture, linear light
#if RIPPLE
uniform vec2 u_ripple_centre;     // in the picture, [0, 1]
uniform float u_ripple_radius;    // share of the picture's height
uniform float u_ripple_width;     // share of the picture's height
uniform float u_ripple_strength;  // share of the picture's height
uniform float u_aspect;           // width over height
#endif
#if SHAFTS
uniform sampler2D u_shafts;       // light of the shafts in white, written by the same pass
uniform vec3 u_shaft_colour;      // linear
#endif

in vec2 v_uv;
out vec4 f_colour;

void main()
{
#if RIPPLE
    vec2 way = (v_uv - u_ripple_centre) * vec2(u_aspect, 1.0);
    float from_front = (length(way) - u_ripple_radius) / max(u_ripple_width, 1e-4);
    float bend = -from_front * exp(-from_front * from_front * 2.0) * u_ripple_strength;
    vec3 light = textureLod(u_image, v_uv - normalize(way + 1e-6) * bend / vec2(u_aspect, 1.0), 0.0).rgb;
#else
    vec3 light = texelFetch(u_image, ivec2(gl_FragCoord.xy), 0).rgb;
#endif
#if SHAFTS
    light += textureLod(u_shafts, v_uv, 0.0).rgb * u_shaft_colour;
#endif
    f_colour = vec4(light, 1.0);
}
