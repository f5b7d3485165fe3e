"""The server: speaks the Language Server Protocol, version 3.17, over standard input and output, with pygls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

import visualizer
from visualizer.errors import InputError, VisualizerError
from visualizer.lsp.answers import describe, proposals, swatches
from visualizer.lsp.names import all_uses, use_at
from visualizer.lsp.workspace import Workspace
from visualizer.properties.values import NAME_RULE, is_name, srgb_of
from visualizer.scene.document import Document, Span
from visualizer.scene.problems import Problem

SET_PLAYHEAD = "visualizer.setPlayhead"
"""Command of the server: its argument is the time, s, at which hovering tells values."""

_KINDS = {
    "table": types.CompletionItemKind.Module,
    "property": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.EnumMember,
    "name": types.CompletionItemKind.Reference,
}


def server() -> LanguageServer:
    """Return the server, ready to be started."""
    found = LanguageServer("visualizer", visualizer.__version__, types.TextDocumentSyncKind.Full)
    workspace = Workspace()
    _follow_texts(found, workspace)
    _answer(found, workspace)
    _answer_about_names(found, workspace)
    return found


def _follow_texts(server: LanguageServer, workspace: Workspace) -> None:
    """Keep the texts of open files, and publish what is wrong with their scenes."""

    def publish(file: Path) -> None:
        for path, problems in workspace.check(file).items():
            try:
                document = workspace.document(path)
            except OSError:
                continue
            server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(
                    _uri(path), [_diagnostic(document, problem) for problem in problems]
                )
            )

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        file = _file(params.text_document.uri)
        workspace.texts[file] = params.text_document.text.encode("utf-8")
        publish(file)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        file = _file(params.text_document.uri)
        workspace.texts[file] = params.content_changes[-1].text.encode("utf-8")
        publish(file)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        workspace.texts.pop(_file(params.text_document.uri), None)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        publish(_file(params.text_document.uri))


def _answer(server: LanguageServer, workspace: Workspace) -> None:
    """Answer what may be written, what something is, and which colours there are."""

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=["[", ".", '"', "=", "{", ","]),
    )
    def complete(params: types.CompletionParams) -> list[types.CompletionItem]:
        file = _file(params.text_document.uri)
        document = workspace.document(file)
        offset = _offset(document, params.position)
        text = document.source.decode("utf-8", "replace")
        index = len(document.source[:offset].decode("utf-8", "replace"))
        items = []
        for one in proposals(workspace, file, index):
            start = _position(document, len(text[: one.start].encode("utf-8")))
            edit = types.TextEdit(types.Range(start, params.position), one.text)
            about = types.MarkupContent(types.MarkupKind.PlainText, one.about) if one.about else None
            items.append(
                types.CompletionItem(
                    one.label,
                    kind=_KINDS[one.kind],
                    detail=one.detail or None,
                    documentation=about,
                    filter_text=one.text,
                    text_edit=edit,
                )
            )
        return items

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        file = _file(params.text_document.uri)
        document = workspace.document(file)
        told = describe(workspace, file, _offset(document, params.position))
        if told is None:
            return None
        text, span = told
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), _range(document, span))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_COLOR)
    def colours(params: types.DocumentColorParams) -> list[types.ColorInformation]:
        document = workspace.document(_file(params.text_document.uri))
        return [
            types.ColorInformation(_range(document, one.span), _colour(one.rgb)) for one in swatches(document)
        ]

    @server.feature(types.TEXT_DOCUMENT_COLOR_PRESENTATION)
    def presented(params: types.ColorPresentationParams) -> list[types.ColorPresentation]:
        colour = params.color
        text = f'"#{"".join(f"{round(255.0 * one):02x}" for one in (colour.red, colour.green, colour.blue))}"'
        return [types.ColorPresentation(text, types.TextEdit(params.range, text))]

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        from visualizer.scene.formatting import formatted

        file = _file(params.text_document.uri)
        document = workspace.document(file)
        try:
            after = formatted(file, document.source)[1]
        except VisualizerError as error:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, str(error)))
            return None
        if after == document.source:
            return []
        whole = _range(document, Span(0, len(document.source)))
        return [types.TextEdit(whole, after.decode("utf-8"))]

    @server.command(SET_PLAYHEAD)
    def set_playhead(time: float) -> None:
        workspace.playhead = float(time)


def _answer_about_names(server: LanguageServer, workspace: Workspace) -> None:
    """Answer where something is defined and used, and give it another name."""

    def uses(uri: str, position: types.Position) -> Sequence[tuple[Document, Span, bool]]:
        file = _file(uri)
        document = workspace.document(file)
        use = use_at(document, _offset(document, position))
        if use is None:
            return []
        found = all_uses(workspace, file, use.symbol)
        return [(workspace.document(one.file), one.span, one.defines) for one in found]

    def locations(found: Sequence[tuple[Document, Span, bool]]) -> list[types.Location]:
        return [types.Location(_uri(document.file), _range(document, span)) for document, span, _ in found]

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location]:
        return locations([one for one in uses(params.text_document.uri, params.position) if one[2]][:1])

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        declared = params.context.include_declaration
        return locations(
            [one for one in uses(params.text_document.uri, params.position) if declared or not one[2]]
        )

    @server.feature(types.TEXT_DOCUMENT_RENAME)
    def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        if not is_name(params.new_name):
            raise InputError(NAME_RULE)
        edits: dict[str, list[types.TextEdit]] = {}
        for document, span, _ in uses(params.text_document.uri, params.position):
            edit = types.TextEdit(_range(document, span), params.new_name)
            edits.setdefault(_uri(document.file), []).append(edit)
        return types.WorkspaceEdit(edits) if edits else None

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(params: types.PrepareRenameParams) -> types.Range | None:
        document = workspace.document(_file(params.text_document.uri))
        use = use_at(document, _offset(document, params.position))
        return None if use is None else _range(document, use.span)


def _file(uri: str) -> Path:
    return Path(to_fs_path(uri) or uri)


def _uri(file: Path) -> str:
    return from_fs_path(str(file)) or file.as_uri()


def _diagnostic(document: Document, problem: Problem) -> types.Diagnostic:
    start = _offset_of_place(document, problem.line, problem.column)
    spans = [
        span for spans in (document.values, document.keys) for span in spans.values() if span.start == start
    ]
    end = min((span.end for span in spans), default=start + 1)
    severity = (
        types.DiagnosticSeverity.Error if problem.severity == "error" else types.DiagnosticSeverity.Warning
    )
    text = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return types.Diagnostic(_range(document, Span(start, end)), text, severity=severity, source="visualizer")


def _offset_of_place(document: Document, line: int, column: int) -> int:
    """Return the byte of a place, whose line and column count from 1, in characters."""
    lines = document.source.split(b"\n")
    before = sum(len(one) + 1 for one in lines[: max(line, 1) - 1])
    text = lines[min(max(line, 1), len(lines)) - 1].decode("utf-8", "replace")
    return before + len(text[: max(column, 1) - 1].encode("utf-8"))


def _offset(document: Document, position: types.Position) -> int:
    """Return the byte at a position of the protocol: line and UTF-16 code units, from 0."""
    lines = document.source.split(b"\n")
    if position.line >= len(lines):
        return len(document.source)
    before = sum(len(one) + 1 for one in lines[: position.line])
    units = lines[position.line].decode("utf-8", "replace").encode("utf-16-le")[: 2 * position.character]
    return before + len(units.decode("utf-16-le", "ignore").encode("utf-8"))


def _position(document: Document, offset: int) -> types.Position:
    before = document.source[:offset]
    line = before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")
    return types.Position(before.count(b"\n"), len(line.encode("utf-16-le")) // 2)


def _range(document: Document, span: Span) -> types.Range:
    return types.Range(_position(document, span.start), _position(document, span.end))


def _colour(rgb: tuple[float, float, float]) -> types.Color:
    red, green, blue = srgb_of(rgb)
    return types.Color(red, green, blue, 1.0)
