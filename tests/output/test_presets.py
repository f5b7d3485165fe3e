"""Presets and encoders: what a purpose sets, and which combinations are refused in words."""

from pathlib import Path

import pytest

from visualizer.errors import EncoderMissing, InputError
from visualizer.output.codecs import CODECS
from visualizer.output.format import Format, codec_for
from visualizer.output.presets import PRESETS, preset_help, with_preset
from visualizer.output.video import encoder_for


def test_a_preset_fills_in_what_was_not_given():
    options = with_preset("web", Path("a.mp4"), {"codec": None, "crf": 30})
    assert options == {"codec": "h264", "crf": 30}


def test_every_preset_has_a_codec_that_its_files_can_hold():
    for preset in PRESETS.values():
        for ending in preset.endings:
            options = with_preset(preset.name, Path(f"a{ending}"), {})
            if "codec" in options:
                codec_for(Path(f"a{ending}"), Format(options["codec"], options.get("crf")))


def test_the_help_names_every_preset_and_what_it_sets():
    assert all(one.name in preset_help() and one.said() in preset_help() for one in PRESETS.values())


def test_an_unknown_preset_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'edit'"):
        with_preset("edti", Path("a.mov"), {})


def test_a_preset_refuses_a_file_that_it_does_not_write():
    with pytest.raises(InputError, match=r"--for web writes \.mp4, not 'a\.mov'"):
        with_preset("web", Path("a.mov"), {})
    assert with_preset("web", Path("a.mov"), {"codec": "hevc"})["codec"] == "hevc"


def test_an_encoder_selects_its_codec():
    assert codec_for(Path("a.mp4"), Format(encoder="hevc_nvenc")).name == "hevc"
    assert codec_for(Path("a.mov"), Format("prores4444", encoder="prores_ks")).name == "prores4444"


def test_an_encoder_of_another_codec_is_refused_with_those_that_fit():
    with pytest.raises(
        InputError, match="hevc_nvenc does not encode h264, but hevc; h264 is encoded by libx264"
    ):
        codec_for(Path("a.mp4"), Format("h264", encoder="hevc_nvenc"))


def test_an_unknown_encoder_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'h264_nvenc'"):
        codec_for(Path("a.mp4"), Format(encoder="h264_nvence"))


@pytest.mark.parametrize("encoder", [one.name for codec in CODECS.values() for one in codec.hardware])
def test_a_hardware_encoder_runs_or_says_what_it_needs(encoder):
    codec = codec_for(Path("a.mkv"), Format(encoder=encoder))
    try:
        assert encoder_for(codec) == encoder
    except EncoderMissing as error:
        assert "needs" in str(error) and "leave --encoder out" in str(error)


def test_the_quality_of_a_hardware_encoder_is_its_own_option():
    codec = codec_for(Path("a.mp4"), Format(crf=23, encoder="h264_nvenc"))
    options = codec.options_for("h264_nvenc", None, 23, 64)
    assert options["cq"] == "23" and "crf" not in options
    with pytest.raises(InputError, match="h264_videotoolbox has no --crf"):
        codec_for(Path("a.mp4"), Format(crf=23, encoder="h264_videotoolbox"))
