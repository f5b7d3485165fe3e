// A trail, brightest along its middle. Premultiplied.
uniform sampler2D u_depth;  // depth of the scene, [0, 1]

in vec4 v_shine;
in float v_side;
in float v_depth;
in float v_seen;
out vec4 f_colour;

const float FINITE = 1e30;        // radiance: more than any
const float WHOLLY_SEEN = 0.999;  // v_seen, interpolated between points that are all in front of the eye

void main()
{
    // Degenerate triangles may interpolate NaN, for which this comparison is false.
    if (!(abs(v_side) <= 1.0 + 1e-3 && dot(v_shine, vec4(1.0)) < FINITE)) discard;
    if (v_seen < WHOLLY_SEEN || texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r > v_depth) discard;
    float profile = 1.0 - v_side * v_side;
    float alpha = clamp(v_shine.a, 0.0, 1.0) * profile;
#if OCCLUDING
    f_colour = vec4(v_shine.rgb * alpha, alpha);
#else
    f_colour = vec4(v_shine.rgb * (v_shine.a * profile), 0.0);
#endif
}
