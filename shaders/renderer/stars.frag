// A star: a dot that falls off as a normal distribution. On the sphere it is round, so away from the middle of the
// picture it is longer.
flat in vec3 v_light;
flat in vec4 v_spot;
flat in float v_smaller;
out vec4 f_colour;

void main()
{
    vec2 off = gl_FragCoord.xy - v_spot.xy, across = off * v_smaller;
    float along = dot(off, v_spot.zw);
    f_colour = vec4(v_light * exp(along * along - dot(across, across)), 0.0);
}
