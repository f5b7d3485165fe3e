// A point that adds light: square and even if small, a soft disc if large.
in vec3 v_light;
out vec4 f_colour;

void main()
{
#if SOFT
    vec2 p = 2.0 * gl_PointCoord - 1.0;
    float r2 = dot(p, p);
    if (r2 >= 1.0) discard;
    f_colour = vec4(v_light * (1.0 - r2) * (1.0 - r2), 0.0);
#else
    f_colour = vec4(v_light, 0.0);
#endif
}
