// A copy of the tiles that were blurred.
uniform sampler2D u_blurred;  // linear light
out vec4 f_colour;

void main() { f_colour = texelFetch(u_blurred, ivec2(gl_FragCoord.xy), 0); }
