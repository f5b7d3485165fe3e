// Depth only. With ABOVE, only of what is above the mirror plane: fragments are discarded rather than triangles
// clipped, so that the depth of the rest is exactly that of the whole triangle, which is shaded afterwards.
#if ABOVE
in float v_height;
#endif

void main()
{
#if ABOVE
    if (v_height < 0.0) discard;
#endif
}
