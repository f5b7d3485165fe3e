// What the survey found out about a batch: see survey.comp.
layout(std430, binding = 5) buffer Survey {
    float steps;       // fixed-point steps in a unit of light
    float unit;        // light of one step
    float most_steps;  // of one particle: as many as the batch has still sum up below 2^32
    float spread_share;  // share of blocks whose particles are spread over four pixels
} survey;
