// The step of the integers in which light is summed, from the survey of the batches that share the sums.
#include "generated/particles.glsl"
#include "generated/survey_buffer.glsl"

const int USUAL_EXPONENT = 6;        // where no particle was seen

// Integer steps per unit of light: a power of two.
float steps_a_unit()
{
    return exp2(float(survey.finest == UNKNOWN_EXPONENT ? USUAL_EXPONENT : min(survey.finest, survey.coarsest)));
}
