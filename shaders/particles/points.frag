// One pixel's share of a small particle. The depth test is done here, because the scene's depth is bound as a texture.
uniform sampler2D u_depth;  // depth of the scene, [0, 1]

flat in vec3 v_light;
flat in float v_depth;
out vec4 f_colour;

void main()
{
    if (texelFetch(u_depth, ivec2(gl_FragCoord.xy), 0).r > v_depth) discard;
    f_colour = vec4(v_light, 0.0);
}
