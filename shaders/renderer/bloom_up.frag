// Upsamples a picture to twice its size with a 3 by 3 tent filter (Jimenez 2014), to be blended over the finer level.
uniform sampler2D u_image;
uniform float u_share;  // [0, 1] of the coarser level

in vec2 v_uv;
out vec4 f_colour;

const float TENT_SUM = 16.0;  // of the weights

void main()
{
    vec2 t = 1.0 / vec2(textureSize(u_image, 0));
    vec3 sum = vec3(0.0);
    for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++)
        sum += textureLod(u_image, v_uv + t * vec2(x, y), 0.0).rgb * float((2 - abs(x)) * (2 - abs(y)));
    f_colour = vec4(sum / TENT_SUM, u_share);
}
