// The numbers of all marked particles, in ascending order whatever the order of threads, and the draw that shows them.
layout(local_size_x = 256) in;

layout(std430, binding = 2) buffer Marks { uint marks[]; };
layout(std430, binding = 3) buffer Chosen { uint chosen[]; };
layout(std430, binding = 4) buffer Command { uint vertices; uint instances; uint first; uint base; };

uniform uint u_first;
uniform uint u_words;  // words of marks

shared uint sums[256];

void main()
{
    uint me = gl_LocalInvocationID.x, each = (u_words + 255u) / 256u;
    uint begin = min(me * each, u_words), end = min(begin + each, u_words), own = 0u;
    for (uint w = begin; w < end; w++) own += uint(bitCount(marks[w]));
    sums[me] = own;
    for (uint reach = 1u; reach < 256u; reach <<= 1u) {  // inclusive scan (Hillis and Steele 1986)
        barrier();
        uint below = me >= reach ? sums[me - reach] : 0u;
        barrier();
        sums[me] += below;
    }
    barrier();
    uint place = sums[me] - own;
    for (uint w = begin; w < end; w++) {
        uint bits = marks[w];
        marks[w] = 0u;
        while (bits != 0u) {
            int bit = findLSB(bits);
            bits &= bits - 1u;
            chosen[place++] = u_first + w * 32u + uint(bit);
        }
    }
    if (me == 255u) { vertices = 4u; instances = sums[255]; first = 0u; base = 0u; }
}
