// Colour in linear Rec. 709.

const vec3 LUMINANCE = vec3(0.2126, 0.7152, 0.0722);  // ITU-R BT.709-6, item 3.2

float luminance(vec3 colour) { return dot(colour, LUMINANCE); }

// Colour of a black body of `kelvin`, scaled to luminance 1. Chromaticity by the cubic fit of
// Kim et al. 2002 (US patent 7024034) to the Planckian locus, valid 1667..25000 K, held outside.
vec3 blackbody(float kelvin)
{
    float t = clamp(kelvin, 1000.0, 25000.0);
    float fitted = max(t, 1667.0);
    float i = 1000.0 / fitted;
    float x = fitted < 4000.0 ? ((-0.2661239 * i - 0.2343589) * i + 0.8776956) * i + 0.179910
                              : ((-3.0258469 * i + 2.1070379) * i + 0.2226347) * i + 0.240390;
    float y = fitted < 2222.0   ? ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
              : fitted < 4000.0 ? ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
                                : ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483;
    vec3 xyz = vec3(x / y, 1.0, (1.0 - x - y) / y);
    // CIE XYZ to linear Rec. 709 (ITU-R BT.709 primaries, D65).
    vec3 rgb = vec3(dot(xyz, vec3(3.2404542, -1.5371385, -0.4985314)),
                    dot(xyz, vec3(-0.9692660, 1.8760108, 0.0415560)),
                    dot(xyz, vec3(0.0556434, -0.2040259, 1.0572252)));
    // Below the fit's range embers only get redder: fade green and blue to the deep red of 1000 K.
    float ember = smoothstep(1000.0, 1667.0, t);
    rgb = max(rgb, 0.0) * vec3(1.0, mix(0.35, 1.0, ember), mix(0.1, 1.0, ember));
    return rgb / max(luminance(rgb), 1e-4);
}
