// The step of the integers in which light is summed, from the survey of the batches that share the sums.
#include "generated/survey_buffer.glsl"

const int UNKNOWN_EXPONENT = -999;  // of survey.finest: no particle was seen; the opposite of survey.coarsest
const int USUAL_EXPONENT = 6;        // where no particle was seen

// Integer steps per unit of light: a power of two.
float steps_a_unit()
{
    return exp2(float(survey.finest == UNKNOWN_EXPONENT ? USUAL_EXPONENT : min(survey.finest, survey.coarsest)));
}
