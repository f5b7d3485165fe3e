// Boxes of a picture, an instance each.
in vec4 a_box;  // left, lower, right, upper, in the picture, [0, 1]
out vec2 v_uv;

void main()
{
    v_uv = mix(a_box.xy, a_box.zw, vec2(gl_VertexID & 1, gl_VertexID >> 1));
    gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0);
}
