// Half of the width and height of a picture: each texel is the mean of four pixels.
uniform sampler2D u_image;  // the picture, of even width and height

in vec2 v_uv;
out vec4 f_colour;

void main() { f_colour = textureLod(u_image, v_uv, 0.0); }
