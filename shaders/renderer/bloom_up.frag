// Upsamples a picture to twice its size with a 3 by 3 tent filter (Jimenez 2014), to be blended over the finer level.
uniform sampler2D u_image;  // the coarser level, linear light
uniform float u_share;  // [0, 1] of the coarser level

in vec2 v_uv;
out vec4 f_colour;

void main()
{
    vec2 t = 1.0 / vec2(textureSize(u_image, 0));
    // Four bilinear taps half a texel from the middle have the weights of the tent at the middle of a texel.
    vec3 sum = vec3(0.0);
    for (int i = 0; i < 4; i++) sum += textureLod(u_image, v_uv + t * (vec2(i & 1, i >> 1) - 0.5), 0.0).rgb;
    f_colour = vec4(0.25 * sum, u_share);
}
