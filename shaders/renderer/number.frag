// A number for each draw: of its object or material.
uniform float u_number;  // a whole number below 2^24
out vec4 f_colour;

void main() { f_colour = vec4(u_number, 0.0, 0.0, 1.0); }
