// Distortion of the picture by a pressure front, and radial light shafts from a bright source.
uniform sampler2D u_image;  // the picture, linear light
uniform vec2 u_ripple_centre;     // in the picture, [0, 1]
uniform float u_ripple_radius;    // share of the picture's height
uniform float u_ripple_width;     // share of the picture's height
uniform float u_ripple_strength;  // share of the picture's height; 0: none
uniform sampler2D u_shafts;       // light of the shafts in white, written by the same pass
uniform vec3 u_shaft_colour;      // linear; black: none
uniform float u_aspect;           // width over height

in vec2 v_uv;
out vec4 f_colour;

void main()
{
    vec2 uv = v_uv;
    if (u_ripple_strength > 0.0) {
        vec2 way = (uv - u_ripple_centre) * vec2(u_aspect, 1.0);
        float from_front = (length(way) - u_ripple_radius) / max(u_ripple_width, 1e-4);
        float bend = -from_front * exp(-from_front * from_front * 2.0) * u_ripple_strength;
        uv -= normalize(way + 1e-6) * bend / vec2(u_aspect, 1.0);
    }
    vec3 light = textureLod(u_image, uv, 0.0).rgb;
    if (u_shaft_colour.r + u_shaft_colour.g + u_shaft_colour.b > 0.0) light += textureLod(u_shafts, v_uv, 0.0).rgb * u_shaft_colour;
    f_colour = vec4(light, 1.0);
}
