// Motion of a surface in the picture: from the first to the last sub-frame, pixels, to the right and down.
uniform vec2 u_size;  // of the picture, pixels
in vec3 v_first;
in vec3 v_last;
out vec4 f_colour;

const float NEAREST = 1e-4;  // m along the view: what was behind the eye has no place in the picture

void main()
{
    vec2 way = v_last.xy / max(v_last.z, NEAREST) - v_first.xy / max(v_first.z, NEAREST);
    f_colour = vec4(way * vec2(0.5, -0.5) * u_size, 0.0, 1.0);
}
