// Captions over the finished picture. They are drawn last, because FXAA would change their letters.
uniform sampler2D u_captions;  // premultiplied text and shadow, sRGB, top row first
uniform float u_alpha;         // [0, 1]
uniform ivec2 u_corner;        // pixels: where the texture's lower left corner is in the framebuffer
out vec4 f_colour;

void main()
{
    ivec2 pixel = ivec2(gl_FragCoord.xy) - u_corner;
    f_colour = texelFetch(u_captions, ivec2(pixel.x, textureSize(u_captions, 0).y - 1 - pixel.y), 0) * u_alpha;
}
