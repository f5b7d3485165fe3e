// A picture times a factor.
uniform sampler2D u_image;  // picture that is copied, any values
uniform float u_factor;  // factor on its values
in vec2 v_uv;
out vec4 f_colour;

void main() { f_colour = textureLod(u_image, v_uv, 0.0) * u_factor; }
