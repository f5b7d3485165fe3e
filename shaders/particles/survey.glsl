// Result of the survey of a batch: see survey.comp.
layout(std430, binding = 5) buffer Survey {
    float steps;       // integer steps per unit of light
    float unit;        // light of one step
    float most_steps;  // largest integer light of one particle, with which the sum of the batch stays below 2^32
    float spread_share;  // share of blocks whose particles are spread over four pixels
} survey;
