// Light on every pixel: the rate at which a target can be added to.
out vec4 f_colour;

void main() { f_colour = vec4(0.001); }
