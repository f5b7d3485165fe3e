// Bits of whole numbers: GLSL 3.30 has no bitCount.

// How many bits are set (Warren 2012, "Hacker's Delight", section 5-1).
int bits_set(uint b)
{
    b -= (b >> 1u) & 0x55555555u;
    b = (b & 0x33333333u) + ((b >> 2u) & 0x33333333u);
    b = (b + (b >> 4u)) & 0x0F0F0F0Fu;
    return int((b * 0x01010101u) >> 24u);
}
