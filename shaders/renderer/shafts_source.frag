// What makes light shafts: the light of bright places, at a quarter of the size. Four bilinear taps cover the pixels of
// a texel.
uniform sampler2D u_image;  // the picture, linear light

in vec2 v_uv;
out vec4 f_colour;

const float SHAFT_FLOOR = 1.5;   // radiance from which light makes shafts
const float SHAFT_LIMIT = 6.0;   // radiance above which it makes no more

void main()
{
    vec2 quarter = 0.25 * vec2(dFdx(v_uv.x), dFdy(v_uv.y));
    vec3 sum = vec3(0.0);
    for (int k = 0; k < 4; k++) {
        vec3 seen = textureLod(u_image, v_uv + quarter * (vec2(k & 1, k >> 1) * 2.0 - 1.0), 0.0).rgb;
        float bright = max(seen.r, max(seen.g, seen.b));
        sum += seen * (smoothstep(SHAFT_FLOOR, SHAFT_FLOOR * 3.0, bright) * min(1.0, SHAFT_LIMIT / max(bright, 1e-3)));
    }
    f_colour = vec4(0.25 * sum, 1.0);
}
