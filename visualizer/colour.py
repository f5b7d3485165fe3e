"""Constants of colour in linear Rec. 709, for NumPy and for shaders, which include them as
``generated/colour.glsl``."""

LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Share of red, green and blue in the luminance (ITU-R BT.709-6, item 3.2)."""

RED_FROM_XYZ = (3.2404542, -1.5371385, -0.4985314)
GREEN_FROM_XYZ = (-0.9692660, 1.8760108, 0.0415560)
BLUE_FROM_XYZ = (0.0556434, -0.2040259, 1.0572252)
"""Rows of the matrix from CIE XYZ to linear Rec. 709 (ITU-R BT.709 primaries, D65)."""

HDR_HEADROOM = 1000.0 / 203.0
"""The largest light of an HDR picture over that of the white of paper: 1000 cd/m2 where that is 203 (ITU-R BT.2408)."""
HDR_LARGEST = 1.055 * HDR_HEADROOM ** (1.0 / 2.4) - 0.055
"""The same as an sRGB value, whose curve goes on above 1 (IEC 61966-2-1)."""

BLACKBODY_COOLEST = 1000.0
BLACKBODY_HOTTEST = 25000.0
"""Range of the temperatures of black bodies, K. Temperatures outside are clamped to it."""
BLACKBODY_FITTED = 1667.0
"""Lowest temperature of the fit to the Planckian locus, K. Below it, the colour at this temperature is made redder."""
BLACKBODY_WARM = 4000.0
BLACKBODY_RED = 2222.0
"""Temperatures, K, at which the fit changes from one cubic to the next: of x and y at the first, of y alone at the
second."""
BLACKBODY_FIT_UNIT = 1000.0
"""The fit of x is a cubic of this over the temperature, K."""
BLACKBODY_X_COOL = (-0.2661239, -0.2343589, 0.8776956, 0.179910)
BLACKBODY_X_WARM = (-3.0258469, 2.1070379, 0.2226347, 0.240390)
BLACKBODY_Y_REDDEST = (-1.1063814, -1.34811020, 2.18555832, -0.20219683)
BLACKBODY_Y_RED = (-0.9549476, -1.37418593, 2.09137015, -0.16748867)
BLACKBODY_Y_WHITE = (3.0817580, -5.87338670, 3.75112997, -0.37001483)
"""Chromaticity x as a cubic of BLACKBODY_FIT_UNIT over the temperature, y as a cubic of x: Kim et al. 2002 (US patent
7024034).

Coefficients, that of the third power first.
"""
EMBER_GREEN = 0.35
EMBER_BLUE = 0.1
"""Factors on green and blue at BLACKBODY_COOLEST. They rise to 1 at BLACKBODY_FITTED."""
