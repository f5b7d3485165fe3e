"""The language server, asked by a client as an editor is."""

import asyncio
import sys
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.scene.texts import GOOD
from tests.waiting import GUARD
from visualizer.data import data_folder

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMMAND = [sys.executable, "-m", "visualizer", "lsp"]


@pytest_lsp.fixture(scope="module", config=ClientServerConfig(server_command=COMMAND))
async def client(lsp_client: LanguageClient):
    await lsp_client.initialize_session(
        types.InitializeParams(client_capabilities("visual-studio-code"), root_uri=None)
    )
    yield
    await lsp_client.shutdown_session()


def place(text: str, mark: str, after: int = 0) -> types.Position:
    """Return the position of a piece of text, or of a character in it."""
    before = text[: text.index(mark) + after]
    return types.Position(before.count("\n"), len(before) - before.rfind("\n") - 1)


def opened(client: LanguageClient, file: Path, text: str) -> types.TextDocumentIdentifier:
    item = types.TextDocumentItem(file.as_uri(), "toml", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    return types.TextDocumentIdentifier(file.as_uri())


async def found(client: LanguageClient, uri: str, messages: bool) -> list[types.Diagnostic]:
    """Wait until something is published about a file: with or without messages."""
    while bool(client.diagnostics.get(uri, not messages)) != messages or uri not in client.diagnostics:
        await asyncio.wait_for(client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), GUARD)
    return list(client.diagnostics[uri])


def changed(client: LanguageClient, document: types.TextDocumentIdentifier, text: str) -> None:
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, document.uri),
            [types.TextDocumentContentChangeWholeDocument(text)],
        )
    )


async def test_an_editor_is_told_what_is_wrong_as_one_types(client, tmp_path):
    file = tmp_path / "s.toml"
    document = opened(client, file, GOOD.replace('camera = "still"', 'camera = "stil"', 1))
    (one,) = await found(client, document.uri, True)
    assert "did you mean 'still'" in one.message and one.severity == types.DiagnosticSeverity.Error
    line = GOOD.split("\n")[one.range.start.line]
    assert line.startswith("camera") and one.range.start.character == len("camera = ")
    changed(client, document, GOOD)
    assert await found(client, document.uri, False) == []
    changed(client, document, GOOD + "[camera.b\n")
    (one,) = await found(client, document.uri, True)
    assert "not TOML" in one.message


async def test_kinds_properties_easings_shots_anchors_skies_and_names_are_completed(client, tmp_path):
    file = tmp_path / "s.toml"
    document = opened(client, file, GOOD)
    await found(client, document.uri, False)

    async def labels(text: str) -> list[str]:
        whole = GOOD + text
        changed(client, document, whole.replace("|", ""))
        at = place(whole, "|")
        items = await client.text_document_completion_async(types.CompletionParams(document, at))
        return [item.label for item in items]

    assert {"shape", "planet", "figure"} <= set(await labels('[actor.n]\nkind = "|'))
    shape = await labels('[actor.n]\nkind = "shape"\nsi|')
    assert {"size", "roughness", "attach"} <= set(shape) and "kind" not in shape and "radius" not in shape
    assert {"in-out-sine", "smooth"} <= set(await labels('[camera.n]\nfov = [{ t = 0, v = 1, ease = "|'))
    assert await labels('[camera.n]\nfov = [{ t = "|') == ["one", "two"]
    assert {"stone", "stone.top"} <= set(await labels('[camera.n]\nlook_at = "|'))
    assert {"stars", "storm"} <= set(await labels('[look.n.sky]\nmaterial = "|'))
    assert await labels('[[shot]]\ncamera = "|') == ["still"]
    assert {"spark", "smoke"} <= set(await labels("[emitter.n]\nappearance = |"))
    assert "camera" in await labels("[ca|") and {"key", "sky"} <= set(await labels("[look.n.|"))
    assert await labels("# [|") == []


async def test_hovering_tells_sentence_unit_range_and_the_value_at_the_playhead(client, tmp_path):
    file = tmp_path / "s.toml"
    text = GOOD.replace("position = [0, 1, 4]", "fov = [{ t = 0, v = 40 }, { t = 4, v = 60 }]")
    document = opened(client, file, text)
    await found(client, document.uri, False)
    await client.workspace_execute_command_async(types.ExecuteCommandParams("visualizer.setPlayhead", [1.0]))
    for mark in ("fov", "v = 60"):
        at = place(text, mark, 1)
        hover = await client.text_document_hover_async(types.HoverParams(document, at))
        told = hover.contents.value
        assert "vertical field of view [degrees, 0.5 to 170]" in told
        assert "At 1 s: 45 degrees, between 0 s and 4 s (linear)" in told


async def test_names_lead_to_their_definition_and_are_renamed_everywhere(client, tmp_path):
    more = '[emitter.e]\nrate = 5\nattach = "stone.top"\n'
    (tmp_path / "more.toml").write_text(more, encoding="utf-8")
    first, rest = GOOD.split("\n", 1)
    marked = '[[marker]]\nname = "hit"\ntime = 1\n[[caption]]\ntext = "A"\nstart = "hit"\nend = "hit+2"\n'
    text = f'{first}\ninclude = ["more.toml"]\n{rest}{marked}'
    file = tmp_path / "s.toml"
    file.write_text(text, encoding="utf-8")
    document = opened(client, file, text)
    await found(client, document.uri, False)
    used = place(text, '"stone.top"', 2)
    (definition,) = await client.text_document_definition_async(types.DefinitionParams(document, used))
    assert definition.range.start == place(text, "[actor.stone]", len("[actor."))
    edit = await client.text_document_rename_async(types.RenameParams(document, used, "rock"))
    other = (tmp_path / "more.toml").as_uri()
    assert {uri: len(edits) for uri, edits in edit.changes.items()} == {document.uri: 2, other: 1}
    (one,) = edit.changes[other]
    assert (one.range.start.character, one.new_text) == (len('attach = "'), "rock")
    shots = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(True), document, place(text, '"two"', 1))
    )
    assert len(shots) == text.count("two")
    moved = await client.text_document_rename_async(
        types.RenameParams(document, place(text, '"hit+2"', 1), "impact")
    )
    assert len(moved.changes[document.uri]) == 3
    with pytest.raises(Exception, match="name"):
        await client.text_document_rename_async(types.RenameParams(document, used, "a b"))


async def test_colours_are_shown_as_a_screen_shows_them_and_can_be_picked(client, tmp_path):
    file = tmp_path / "s.toml"
    text = (
        GOOD
        + '[actor.n]\nkind = "shape"\ncolour = "#804020"\n[actor.o]\nkind = "shape"\ncolour = [0.5, 0.0, 1.0]\n'
    )
    document = opened(client, file, text)
    written, linear = (await client.text_document_document_color_async(types.DocumentColorParams(document)))[
        -2:
    ]
    assert (written.color.red, written.color.green) == pytest.approx((0x80 / 255, 0x40 / 255))
    assert linear.color.red == pytest.approx(0.7354, abs=1e-3)  # sRGB of linear 0.5
    (one,) = await client.text_document_color_presentation_async(
        types.ColorPresentationParams(document, types.Color(1.0, 0.5, 0.0, 1.0), written.range)
    )
    assert one.text_edit.new_text == '"#ff8000"'


async def test_every_shipped_scene_is_clean_and_an_included_file_is_checked_with_its_scene(client):
    folder = data_folder("scenes")
    for file in sorted(folder.rglob("*.toml")):
        document = opened(client, file, file.read_text(encoding="utf-8"))
        assert list(await found(client, document.uri, False)) == []
    assert list(client.diagnostics[(folder / "launch.toml").as_uri()]) == []
