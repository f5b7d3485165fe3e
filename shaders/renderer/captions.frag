// Captions over the finished picture. They are drawn last, because FXAA would change their letters.
uniform sampler2D u_captions;  // premultiplied text and shadow, sRGB, top row first
uniform float u_alpha;         // [0, 1]
in vec2 v_uv;
out vec4 f_colour;

void main() { f_colour = textureLod(u_captions, vec2(v_uv.x, 1.0 - v_uv.y), 0.0) * u_alpha; }
