// Downsamples a level of the bloom to half its size with 13 taps (Jimenez 2014, "Next Generation Post Processing in
// Call of Duty").
uniform sampler2D u_image;  // the finer level, linear light

in vec2 v_uv;
out vec4 f_colour;

// Weights of taps in the inner ring, the middle, the middles of the sides and the corners of the outer ring; all 13 sum
// to 1.
const float INNER = 0.125, MIDDLE = 0.125, SIDE = 0.0625, CORNER = 0.03125;

vec3 near(vec2 way) { return textureLod(u_image, v_uv + way, 0.0).rgb; }

void main()
{
    vec2 texel = 1.0 / vec2(textureSize(u_image, 0));
    vec3 sum = MIDDLE * near(vec2(0.0));
    for (int k = 0; k < 4; k++) {
        vec2 diagonal = (vec2(k & 1, k >> 1) * 2.0 - 1.0) * texel;
        vec2 side = (k < 2 ? vec2(k * 2 - 1, 0.0) : vec2(0.0, k * 2 - 5)) * texel;
        sum += INNER * near(diagonal) + CORNER * near(2.0 * diagonal) + SIDE * near(2.0 * side);
    }
    f_colour = vec4(sum, 1.0);
}
