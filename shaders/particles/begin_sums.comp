// Prepares the sums of light that batches share: removes the marks of the sums before, and the results of their surveys.
#include "particles/survey.glsl"
#include "particles/light_sum.glsl"

layout(local_size_x = BEGIN_GROUP) in;

uniform uint u_words;   // words of marks in both planes
uniform uint u_groups;  // work groups of the resolve

void main()
{
    uint me = gl_GlobalInvocationID.x;
    for (uint word = me; word < u_words; word += gl_NumWorkGroups.x * gl_WorkGroupSize.x) lit[word] = 0u;
    if (me != 0u) return;
    survey.finest = UNKNOWN_EXPONENT;
    survey.coarsest = -UNKNOWN_EXPONENT;
    spilt_groups[0] = 0u; spilt_groups[1] = 1u; spilt_groups[2] = 1u; spilt_groups[3] = u_groups;
}
